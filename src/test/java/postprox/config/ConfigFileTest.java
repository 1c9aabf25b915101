package postprox.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.FailurePolicy;

/** A configuration file says what a command line says, and each mistake in it is named with its line. */
class ConfigFileTest {
    @TempDir
    private Path directory;

    @Test
    void everyLineIsAnOptionOfTheProxy() throws Exception {
        Configuration configuration = configuration("""
                # The filter.
                command = /usr/local/bin/scan --mode=x # not a comment
                reject = yes
                foreground=no
                  \t
                \t# indented
                timeout =   2m
                verbose = 2
                next-hop = 127.0.0.1:10026
                log = syslog:/run/log\r
                """);

        assertThat(configuration.get(FilterOptions.COMMAND)).isEqualTo("/usr/local/bin/scan --mode=x # not a comment");
        assertThat(configuration.get(FilterOptions.ON_FAILURE)).isEqualTo(FailurePolicy.TEMPFAIL);
        assertThat(configuration.get(ServiceOptions.FOREGROUND)).isFalse();
        assertThat(configuration.get(FilterOptions.TIMEOUT)).hasMinutes(2);
        assertThat(configuration.get(ServiceOptions.VERBOSE)).isEqualTo(2);
        assertThat(Settings.nextHop(configuration)).hasToString("127.0.0.1:10026");
        assertThat(configuration.get(ServiceOptions.LOG)).isEqualTo(new LogTarget.Syslog("/run/log"));
        assertThat(configuration.place(FilterOptions.TIMEOUT)).isEqualTo(file() + ":7");
    }

    @Test
    void lineThatBeginsWithWhiteSpaceContinuesTheOneAboveIt() throws Exception {
        Configuration configuration = configuration("""
                command = /usr/local/bin/scan
                # between
                    --mode=x

                    --fast
                timeout = 5""");

        assertThat(configuration.get(FilterOptions.COMMAND)).isEqualTo("/usr/local/bin/scan --mode=x --fast");
        assertThat(configuration.get(FilterOptions.TIMEOUT)).hasSeconds(5);
    }

    @Test
    void bytesAreTakenAsTheyAre() throws Exception {
        assertThat(configuration("command = gr\u00c3\u00bc\u00a0\u0085\u00ff\n").get(FilterOptions.COMMAND))
                .isEqualTo("gr\u00c3\u00bc\u00a0\u0085\u00ff");
    }

    @Test
    void rejectIsAnotherWordForOnFailure() throws Exception {
        assertThat(configuration("reject = no\n").get(FilterOptions.ON_FAILURE)).isEqualTo(FailurePolicy.PASS);
        assertThat(configuration("on-failure = tempfail\n").get(FilterOptions.ON_FAILURE))
                .isEqualTo(FailurePolicy.TEMPFAIL);

        write("reject = yes\non-failure = pass\n");
        assertThat(ConfigFile.read(file().toString()).complaints())
                .containsExactly(file() + ":2: on-failure is set a second time, after " + file() + ":1");
    }

    @Test
    void commandLineWinsOverTheFile() throws Exception {
        write("timeout = 5\ndeadline = 6\nnext-hop = a:26\nverbose = 1\n");
        Configuration configuration = CommandLine.read(
                        Usage.SERVE, List.of("-t7", "-vv", "--config", file().toString()))
                .configuration();

        assertThat(configuration.get(FilterOptions.TIMEOUT)).hasSeconds(7);
        assertThat(configuration.get(ServiceOptions.DEADLINE)).hasSeconds(6);
        assertThat(configuration.get(ServiceOptions.VERBOSE)).isEqualTo(2);
        assertThat(configuration.place(FilterOptions.TIMEOUT)).isEqualTo("command line");
        assertThat(configuration.place(FilterOptions.CRASH)).isEqualTo("default");
        assertThat(Settings.nextHop(configuration)).hasToString("a:26");
        assertThat(Settings.nextHop(configuration.withNextHop("b:27"))).hasToString("b:27");
    }

    @Test
    void allMistakesAreNamedAtOnceWithTheirLines() throws Exception {
        write("""
                timout = 5
                timeout = 5x
                reject = true
                reject = yes
                just words
                [filtr a]
                t = 5
                verbose = 4
                config = /etc/other
                = 5
                listen =
                command = a\0b
                """);

        assertThat(ConfigFile.read(file().toString()).complaints())
                .containsExactly(
                        at(1, "there is no setting 'timout'; did you mean timeout?"),
                        at(2, "timeout: '5x' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m"),
                        at(3, "reject: 'true' is neither yes nor no"),
                        at(4, "reject is set a second time, after " + file() + ":3"),
                        at(5, "'just words': a line is written name = value"),
                        at(6, "'[filtr a]': a section is written [filter NAME], NAME with letters, digits, - and _"),
                        at(7, "there is no setting 't'; did you mean timeout?"),
                        at(8, "verbose: '4' is not a whole number from 0 to 3"),
                        at(9, "there is no setting 'config'; postprox config show lists all"),
                        at(10, "there is no setting ''; postprox config show lists all"),
                        at(11, "listen: '': this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025"),
                        at(12, "there is a NUL byte in this line"));
    }

    @Test
    void aSectionIsAFilterAndTheFiltersKeepTheirOrder() throws Exception {
        write("""
                timeout = 5
                filter = command:first,name=top

                [filter virus]
                timeout = 20
                filter = command:/bin/scan,other=x
                  --all
                recipient = example.com,
                    .example.com

                # the last one
                [filter spam-2]
                filter = command:spam
                on-failure = pass
                """);

        Configuration configuration = ConfigFile.read(file().toString()).configuration();
        assertThat(configuration.get(FilterOptions.TIMEOUT)).hasSeconds(5);
        List<FilterSpec> filters = configuration.all(FilterOptions.FILTER);
        assertThat(filters).extracting(FilterSpec::name).containsExactly("top", "virus", "spam-2");
        FilterSpec virus = filters.get(1);
        assertThat(virus.where()).isEqualTo("/bin/scan,other=x --all");
        assertThat(virus.get(FilterSettings.TIMEOUT)).hasSeconds(20);
        assertThat(virus.find(FilterSettings.ON_FAILURE)).contains(FailurePolicy.TEMPFAIL);
        assertThat(virus.settings().text(FilterSettings.RECIPIENT)).isEqualTo("example.com, .example.com");
        assertThat(filters.getFirst().find(FilterSettings.ON_FAILURE)).isEmpty();
        assertThat(filters.getLast().find(FilterSettings.ON_FAILURE)).contains(FailurePolicy.PASS);
    }

    @Test
    void allMistakesInSectionsAreNamedWithTheirLines() throws Exception {
        write("""
                [filter a]
                timeout = 5
                [filter b]
                filter = comand:x
                timeout = 0
                [filter c]
                filter = command:x
                timout = 5
                timeout = 0
                on-failure = later
                on-failure = pass
                name = d
                verbose = 2
                [filter c]
                filter = command:
                [filter a b]
                [
                [filter d]
                filter = command:scan,timeout=5
                """);

        assertThat(ConfigFile.read(file().toString()).complaints())
                .containsExactly(
                        at(
                                1,
                                "[filter a] has no line filter = KIND:WHERE, such as filter = command:/usr/local/bin/scan"),
                        at(4, "filter: 'comand:x' names no kind of filter; did you mean command:...?"),
                        at(8, "a filter of kind command has no setting 'timout'; did you mean timeout?"),
                        at(9, "timeout: '0' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m"),
                        at(10, "on-failure: 'later' is neither pass nor tempfail"),
                        at(11, "on-failure is set a second time, after " + file() + ":10"),
                        at(12, "name: the name stands in the section's first line"),
                        at(
                                13,
                                "a filter of kind command has no setting 'verbose'; it has name, timeout, on-failure, on-reject,"
                                        + " at-once, waiting, max-size, on-oversize, sender, recipient, client, observe"),
                        at(14, "[filter c] is there a second time, after " + file() + ":6"),
                        at(15, "filter: 'command:' names no filter: write command:COMMAND"),
                        at(
                                16,
                                "'[filter a b]': a section is written [filter NAME], NAME with letters, digits, - and _"),
                        at(17, "'[': a section is written [filter NAME], NAME with letters, digits, - and _"),
                        at(
                                19,
                                "filter: 'timeout=5' would be a part of the filter here: in a section each setting has a line"
                                        + " of its own. If the text belongs to the filter, put a blank behind the comma"));
    }

    @Test
    void aStartSaysTheFirstMistakeAndWhereToSeeTheOthers() throws Exception {
        write("timout = 5\nreject = 1\n");

        assertRefused(at(
                1,
                "there is no setting 'timout'; did you mean timeout? (and 1 more: postprox config check " + file()
                        + ")"));
    }

    @Test
    void aFirstLineContinuesNothing() throws Exception {
        write("  timeout = 5\n");

        assertRefused(at(1, "the first line begins with white space, as one does that continues another"));
    }

    @Test
    void fileThatCannotBeReadIsAComplaint() {
        assertRefused("--config: cannot read " + file() + ": there is no such file");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> ConfigFile.read(directory.toString()))
                .withMessage("--config: cannot read " + directory + ": Is a directory");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> ConfigFile.read("/a\0b"))
                .withMessage("--config: cannot read /a?b: the path cannot be used in this locale");
    }

    /** Who read such a one would wait for ever, or until there is no memory left. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pipesAndDevicesAreNotRead() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor())
                .isZero();

        assertRefused("--config: cannot read " + file() + ": it is a pipe, a socket or a device; name a regular file");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> ConfigFile.read("/dev/zero"))
                .withMessage(
                        "--config: cannot read /dev/zero: it is a pipe, a socket or a device; name a regular file");
    }

    @Test
    void aFileMayHaveAMebibyteAndALinkMayLeadToIt() throws Exception {
        String settings = "timeout = 5\ncommand = a\n";
        write(settings + " b\n".repeat((1024 * 1024 - settings.length()) / 3));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file());

        Configuration configuration = ConfigFile.read(link.toString()).configuration();
        assertThat(configuration.get(FilterOptions.TIMEOUT)).hasSeconds(5);
        assertThat(configuration.get(FilterOptions.COMMAND))
                .startsWith("a b b ")
                .endsWith(" b b");

        Files.writeString(file(), "# b\n", ISO_8859_1, StandardOpenOption.APPEND);
        assertRefused("--config: cannot read " + file()
                + ": it has more than 1048576 bytes; name a file with settings alone");
    }

    private void assertRefused(String complaint) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> CommandLine.read(Usage.SERVE, List.of("mx:25", "--config", file().toString()))
                        .configuration())
                .withMessage(complaint);
    }

    private Path file() {
        return directory.resolve("postprox.conf");
    }

    private String at(int line, String complaint) {
        return file() + ":" + line + ": " + complaint;
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text, ISO_8859_1);
    }

    private Configuration configuration(String text) throws IOException, UsageException {
        write(text);
        return ConfigFile.read(file().toString()).configuration();
    }
}
