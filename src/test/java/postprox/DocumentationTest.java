package postprox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;
import postprox.filter.FailurePolicy;
import postprox.filter.Origin;
import postprox.filter.command.CommandFilter;
import postprox.run.Exit;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;
import postprox.trial.Circumstances;
import postprox.trial.CommandTrial;
import postprox.trial.TriedMessage;

/** Man pages, documents and program say the same; what they say of options is DocumentsTest's. */
class DocumentationTest {
    private static final String PROGRAM = "postprox.1";
    private static final String FILTER = "postprox-filter.7";
    private static final String FILE = "postprox.conf.5";

    @ParameterizedTest
    @ValueSource(strings = {PROGRAM, FILTER, FILE})
    void manPageHasNoMistakes(String page) throws IOException, InterruptedException {
        Process groff = new ProcessBuilder("sh", "-c", "groff -ww -man -Tutf8 -z \"$1\"", "sh", "man/" + page)
                .redirectErrorStream(true)
                .start();
        String complaints = new String(groff.getInputStream().readAllBytes(), UTF_8);

        assertThat(groff.waitFor())
                .as("groff (if it is missing: apt-get install groff-base): " + complaints)
                .isZero();
        assertThat(complaints).isEmpty();
    }

    @Test
    void manPageAndPageOfOptionsHaveExactlyTheExitStatuses() throws IOException {
        Set<String> statuses = Arrays.stream(Exit.values())
                .map(exit -> Integer.toString(exit.status()))
                .collect(Collectors.toCollection(TreeSet::new));
        String page = Files.readString(Path.of("docs/options.md"));
        String table = page.substring(page.indexOf("## Exit status"));

        assertThat(found(Pattern.compile("(?m)^\\.B (\\d+)$"), section(PROGRAM, "EXIT STATUS")))
                .isEqualTo(statuses);
        assertThat(found(Pattern.compile("(?m)^\\| (\\d+) \\|"), table)).isEqualTo(statuses);
    }

    @Test
    void manPageAndContractNameExactlyTheVariablesOfAFilter(@TempDir Path spool) throws IOException {
        Duration longEnough = Duration.ofSeconds(60);
        String account = new CommandTrial(
                        new CommandFilter("true"),
                        longEnough,
                        FailurePolicy.PASS,
                        new Circumstances(
                                TriedMessage.envelope("", List.of(), "", ""),
                                new Origin(List.of()),
                                SessionConfig.with(longEnough, StrayCr.SPACE),
                                spool))
                .run(InputStream.nullInputStream())
                .text();
        Set<String> variables = found(Pattern.compile("(?m)\\b([A-Z_]+)=.*$"), account);
        String page = Files.readString(Path.of("docs/filters/contract.md"));
        String table = page.substring(page.indexOf("| variable | value |"));

        assertThat(variables).contains("EMAIL", "OUTFILE", "SESSION");
        assertThat(found(Pattern.compile("\\b([A-Z_]{4,})\\b"), variableNames()))
                .isEqualTo(variables);
        assertThat(found(Pattern.compile("`([A-Z_]{4,})`(?=[^|]*\\|.*\\|)"), table))
                .isEqualTo(variables);
    }

    @Test
    void manPageNamesExactlyTheOptionsThatWaitForARestart() throws IOException {
        String file = section(FILE, "DESCRIPTION");
        String sentence = file.substring(file.indexOf("New values of"), file.indexOf("wait for the next start"));

        assertThat(found(Pattern.compile("(?m)^\\.BR? ([a-z-]+)"), sentence))
                .isEqualTo(Options.of(Usage.SERVE).stream()
                        .filter(option -> option.isInFile() && option.reload() == Option.Reload.RESTART)
                        .map(Option::name)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The terms of the list in the man page's section on the environment. */
    private static String variableNames() throws IOException {
        Matcher terms = Pattern.compile("\\.TP\n\\.B[R]? (.*)\n").matcher(section(FILTER, "ENVIRONMENT"));
        return terms.results().map(term -> term.group(1)).collect(Collectors.joining("\n"));
    }

    /** A section of a man page, with plain hyphens and without quotes and font changes. */
    private static String section(String of, String name) throws IOException {
        String page = Files.readString(Path.of("man", of));
        int start = page.indexOf(".SH " + name + "\n");
        assertThat(start).as("section " + name).isNotNegative();
        int end = page.indexOf("\n.SH ", start);
        return page.substring(start, end)
                .replace("\\-", "-")
                .replace(" \", \" ", ", ")
                .replace("\"", "");
    }

    private static Set<String> found(Pattern pattern, String text) {
        try (Stream<String> names = pattern.matcher(text).results().map(match -> match.group(1))) {
            return names.collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
