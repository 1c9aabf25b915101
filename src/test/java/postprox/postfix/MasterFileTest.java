package postprox.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.world.Workspace;

/** An edit of master.cf changes the entry that it is about, for Postfix too, and no other line. */
class MasterFileTest {
    private static final String REST = "pickup unix n - y 60 1 pickup\n";

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Workspace.letCool(Files.writeString(directory.resolve("main.cf"), "compatibility_level = 3.6\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp inet n - y - - smtpd\n",
                "smtp      inet  n       -       y       -       -       smtpd\n",
                "smtp\tinet\tn\t-\ty\t-\t-\tsmtpd\n",
                "smtp inet n - y - - smtpd\n    -o a=b\n# comment\n\n    # another\n  -o c=d\n#smtp inet n - n - 1 postscreen\n\n",
                "smtp inet n - y - - smtpd -o a=b\n  -o { c = d }\n",
                "smtp inet n - y - - smtpd\n   -o smtpd_proxy_filter=127.0.0.1:1\n",
                "#smtp inet n - y - - smtpd\n#  -o x=y\nsmtp inet n - y - - smtpd\n#comment\n",
                "smtp inet n - y - 7 smtpd\nsmtp inet n - y - - smtpd\n",
            })
    void anOptionIsAddedToTheEntryAlone(String entry) throws IOException {
        Postfix before = read(entry + REST);
        Service front = before.service("smtp", "inet").orElseThrow();
        MasterFile edited = MasterFile.of(entry + REST)
                .withOption(front, "smtpd_proxy_filter", "127.0.0.1:10025")
                .orElseThrow();

        Postfix after = read(edited.text());

        assertThat(after.value(after.service("smtp", "inet").orElseThrow(), "smtpd_proxy_filter"))
                .isEqualTo("127.0.0.1:10025");
        assertThat(after.service("pickup", "unix")).isEqualTo(before.service("pickup", "unix"));
        assertThat(after.services()).hasSameSizeAs(before.services());
        List<String> others = edited.lines().stream()
                .filter(line -> !line.equals("    -o smtpd_proxy_filter=127.0.0.1:10025"))
                .toList();
        assertThat(String.join("\n", others) + "\n").isEqualTo(entry + REST);
    }

    @Test
    void entriesGoBehindALastLineThatHasNoEnd() throws IOException {
        MasterFile edited = MasterFile.of(REST.strip()).withEntries(List.of("smtp inet n - y - - smtpd"));

        assertThat(read(edited.text()).services())
                .extracting(Service::label)
                .containsExactly("pickup/unix", "smtp/inet");
    }

    @Test
    void anEntryWhoseFieldsAreOnSeveralLinesIsLeftAlone() throws IOException {
        String text = "smtp inet n - y - -\n  smtpd\n";
        Service front = read(text).service("smtp", "inet").orElseThrow();

        assertThat(MasterFile.of(text).withOption(front, "a", "b")).isEmpty();
    }

    private Postfix read(String master) throws IOException {
        Files.writeString(directory.resolve("master.cf"), master);
        return Postfix.in(directory);
    }
}
