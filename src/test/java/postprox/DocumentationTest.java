package postprox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.command.CrashPolicy;
import postprox.filter.command.ProcessLimits;
import postprox.nexthop.NextHopTimeouts;
import postprox.session.Limits;
import postprox.session.SessionSettings;
import postprox.smtp.StrayCr;
import postprox.trial.Trial;
import postprox.trial.TrialRequest;

/** Help, man page, README and program say the same. */
class DocumentationTest {
    private static final Path MAN_PAGE = Path.of("man/postprox.1");
    private static final Pattern LONG_OPTION = Pattern.compile("(?<![\\w-])--([a-z][a-z-]+)");
    private static final Pattern SHORT_OPTION = Pattern.compile("(?<![\\w-])-([A-Za-z]), --");

    @Test
    void manPageHasNoMistakes() throws IOException, InterruptedException {
        Process groff = new ProcessBuilder("sh", "-c", "groff -ww -man -Tutf8 -z \"$1\"", "sh", MAN_PAGE.toString())
                .redirectErrorStream(true)
                .start();
        String complaints = new String(groff.getInputStream().readAllBytes(), UTF_8);

        assertThat(groff.waitFor())
                .as("groff (if it is missing: apt-get install groff-base): " + complaints)
                .isZero();
        assertThat(complaints).isEmpty();
    }

    @Test
    void helpAndManPageHaveExactlyTheProgramsOptions() throws IOException {
        for (String text : List.of(Texts.help(), section("OPTIONS"))) {
            assertThat(found(LONG_OPTION, text)).isEqualTo(options(Option::getLongOpt));
            assertThat(found(SHORT_OPTION, text)).isEqualTo(options(Option::getOpt));
        }
    }

    @Test
    void readmeManPageAndHelpHaveTheDefaultsOfLimits() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String manPage = section("OPTIONS");
        for (Map.Entry<String, Long> limit : defaults().entrySet()) {
            String option = Pattern.quote("--" + limit.getKey());
            assertThat(number("(?m)^\\| `" + option + " [^|]*\\| (\\d+)", readme))
                    .as("README, " + limit)
                    .isEqualTo(limit.getValue());
            assertThat(number("(?s) " + option + " .*?default (\\d+)", Texts.help()))
                    .as("help, " + limit)
                    .isEqualTo(limit.getValue());
            assertThat(number("(?s)" + option + "\\b.*?The default is (\\d+)", manPage))
                    .as("man page, " + limit)
                    .isEqualTo(limit.getValue());
        }
    }

    private static Map<String, Long> defaults() {
        Limits limits = Limits.DEFAULT;
        FilterCapacity filters = FilterCapacity.DEFAULT;
        return Map.ofEntries(
                Map.entry("sessions", (long) limits.sessions()),
                Map.entry("sessions-per-address", (long) limits.sessionsPerAddress()),
                Map.entry("command-size", (long) limits.commandBytes()),
                Map.entry("command-timeout", limits.commandTimeout().toSeconds()),
                Map.entry("data-timeout", limits.dataTimeout().toSeconds()),
                Map.entry("message-size", limits.messageBytes()),
                Map.entry("recipients", (long) limits.recipients()),
                Map.entry("filters", (long) filters.atOnce()),
                Map.entry("filters-waiting", (long) filters.waiting()),
                Map.entry("deadline", SessionSettings.MESSAGE_DEADLINE.toSeconds()),
                Map.entry("next-hop-timeout", NextHopTimeouts.REPLY.toSeconds()));
    }

    private static long number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    @Test
    void manPageAndReadmeHaveExactlyTheExitStatuses() throws IOException {
        Set<String> statuses = Arrays.stream(Exit.values())
                .map(exit -> Integer.toString(exit.status()))
                .collect(Collectors.toCollection(TreeSet::new));
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("## Exit status"), readme.indexOf("## More"));

        assertThat(found(Pattern.compile("(?m)^\\.B (\\d+)$"), section("EXIT STATUS")))
                .isEqualTo(statuses);
        assertThat(found(Pattern.compile("(?m)^\\| (\\d+) \\|"), table)).isEqualTo(statuses);
    }

    @Test
    void manPageAndReadmeNameExactlyTheVariablesOfAFilter(@TempDir Path spool) throws IOException {
        String account = new Trial(
                        new TrialRequest(
                                "true",
                                Optional.empty(),
                                "",
                                List.of(),
                                "",
                                "",
                                spool,
                                Settings.FILTER_TIMEOUT,
                                SessionSettings.MESSAGE_DEADLINE,
                                FailurePolicy.PASS,
                                CrashPolicy.FAIL,
                                StrayCr.SPACE,
                                ProcessLimits.NONE),
                        List.of())
                .run(InputStream.nullInputStream())
                .text();
        Set<String> variables = found(Pattern.compile("(?m)\\b([A-Z_]+)=.*$"), account);
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("| variable | value |"), readme.indexOf("## Options"));

        assertThat(variables).contains("EMAIL", "OUTFILE", "SESSION");
        assertThat(found(Pattern.compile("\\b([A-Z_]{4,})\\b"), variableNames()))
                .isEqualTo(variables);
        assertThat(found(Pattern.compile("`([A-Z_]{4,})`(?=[^|]*\\|.*\\|)"), table))
                .isEqualTo(variables);
    }

    /** The terms of the list in the man page's section on the environment. */
    private static String variableNames() throws IOException {
        Matcher terms = Pattern.compile("\\.TP\n\\.B[R]? (.*)\n").matcher(section("ENVIRONMENT"));
        return terms.results().map(term -> term.group(1)).collect(Collectors.joining("\n"));
    }

    /** A section of the man page, with plain hyphens and without quotes and font changes. */
    private static String section(String name) throws IOException {
        String page = Files.readString(MAN_PAGE);
        int start = page.indexOf(".SH " + name + "\n");
        assertThat(start).as("section " + name).isNotNegative();
        int end = page.indexOf("\n.SH ", start);
        return page.substring(start, end)
                .replace("\\-", "-")
                .replace(" \", \" ", ", ")
                .replace("\"", "");
    }

    private static Set<String> options(Function<Option, String> name) {
        return CliOptions.all().stream()
                .map(name)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        try (Stream<String> names = pattern.matcher(text).results().map(match -> match.group(1))) {
            return names.collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
