package postprox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;

/** The native client knows the program's options: the same that serve a session, and no others. */
class NativeClientTest {
    /** These make it another kind of invocation, which the client leaves to the launcher. */
    private static final List<Option> LEFT_TO_THE_LAUNCHER = List.of(
            CliOptions.LISTEN, CliOptions.FOREGROUND, CliOptions.PIDFILE, CliOptions.RESIDENT, CliOptions.NO_RESIDENT);

    private static final Path SOURCE = Path.of("src/main/c/postprox-client.c");

    @Test
    void longOptionsAreTheProgramsWithAndWithoutValue() throws IOException {
        Pattern entry = Pattern.compile("\\{\"([a-z-]+)\", (required|no)_argument, NULL,");

        assertThat(found(entry, " "))
                .isEqualTo(sessionOptions()
                        .map(option -> option.getLongOpt() + " " + (option.hasArg() ? "required" : "no"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shortOptionsAreTheProgramsWithAndWithoutValue() throws IOException {
        Matcher options = Pattern.compile("getopt_long\\(.*\"([a-z:]+)\"").matcher(Files.readString(SOURCE));
        assertThat(options.find()).isTrue();

        assertThat(Pattern.compile("[a-z]:?")
                        .matcher(options.group(1))
                        .results()
                        .map(found -> found.group()))
                .containsExactlyInAnyOrderElementsOf(sessionOptions()
                        .filter(option -> option.getOpt() != null)
                        .map(option -> option.getOpt() + (option.hasArg() ? ":" : ""))
                        .toList());
    }

    private static Stream<Option> sessionOptions() {
        return CliOptions.PROXY.stream().filter(option -> !LEFT_TO_THE_LAUNCHER.contains(option));
    }

    private static Set<String> found(Pattern pattern, String separator) throws IOException {
        return pattern.matcher(Files.readString(SOURCE))
                .results()
                .map(found -> found.group(1) + separator + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
