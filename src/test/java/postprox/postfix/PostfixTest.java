package postprox.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.world.Tools;
import postprox.world.Workspace;

/** A configuration is read as a real postconf(1) understands it. */
class PostfixTest {
    private static final String MASTER = """
            smtp inet n - y - - smtpd
                # A comment does not end an entry.
                -o { smtpd_banner = two words }

                -o myhostname=$alias
            #smtp inet n - y - 1 postscreen
            pickup unix n - y 60 1 pickup
            127.0.0.1:10025 inet n n n - 20 spawn
                user=filter:mail argv=/usr/sbin/postprox -c {SIZE=5 /x.sh} 127.0.0.1:10026
            [::1]:10026 inet n - n - - smtpd -o mynetworks=127.0.0.0/8,[::1]/128
            pickup unix n - y 30 2 pickup
            """;

    @TempDir
    private Path directory;

    @BeforeAll
    static void postfixIsInstalled() {
        String _ = Tools.require("/usr/sbin/postconf", "postfix");
    }

    @BeforeEach
    void write() throws IOException {
        write("main.cf", "compatibility_level = 3.6\nalias = mx.example.org\nmyhostname = other.example.org\n");
        write("master.cf", MASTER);
    }

    @Test
    void anOptionOfAnEntryHoldsBeforeMainCf() throws IOException {
        Postfix postfix = Postfix.in(directory);
        Service front = postfix.service("smtp", "inet").orElseThrow();

        assertThat(postfix.value(front, "smtpd_banner")).isEqualTo("two words");
        assertThat(postfix.value(front, "myhostname")).isEqualTo("mx.example.org");
        assertThat(postfix.parameter("myhostname")).isEqualTo("other.example.org");
        assertThat(postfix.value(front, "smtpd_proxy_timeout")).isEqualTo("100s");
    }

    @Test
    void aListIsReadWordByWord() throws IOException {
        Postfix postfix = Postfix.in(directory);
        Service after = postfix.service("[::1]:10026", "inet").orElseThrow();

        assertThat(postfix.words(after, "mynetworks")).containsExactly("127.0.0.0/8", "[::1]/128");
        assertThat(after.host()).isEqualTo("::1");
        assertThat(after.port()).isEqualTo(OptionalInt.of(10026));
    }

    @Test
    void whatSpawnRunsIsReadWithItsBraces() throws IOException {
        Service spawn = Postfix.in(directory).listeningOn(10025).orElseThrow();

        assertThat(spawn.daemon()).isEqualTo("spawn");
        assertThat(spawn.user()).contains("filter:mail");
        assertThat(spawn.spawned()).containsExactly("/usr/sbin/postprox", "-c", "SIZE=5 /x.sh", "127.0.0.1:10026");
    }

    @Test
    void ofTwoEntriesOfOneServiceTheLastHolds() throws IOException {
        Postfix postfix = Postfix.in(directory);

        assertThat(postfix.servicesOf("pickup"))
                .singleElement()
                .extracting(postfix::processLimit)
                .isEqualTo(2);
    }

    @Test
    void anEntryWithoutALimitHasThatOfMainCf() throws IOException {
        write("main.cf", "compatibility_level = 3.6\ndefault_process_limit = 37\n");
        Postfix postfix = Postfix.in(directory);

        assertThat(postfix.processLimit(postfix.service("smtp", "inet").orElseThrow()))
                .isEqualTo(37);
    }

    @Test
    void whatPostconfWarnsOfIsKept() throws IOException {
        write("main.cf", "compatibility_level = 3.6\nsmtpd_proxy_fliter = 127.0.0.1:10025\n");

        assertThat(Postfix.in(directory).warnings())
                .anySatisfy(warning -> assertThat(warning).contains("unused parameter", "smtpd_proxy_fliter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main.cf", "master.cf"})
    void aFileThatIsNotThereIsNamed(String name) throws IOException {
        Files.delete(directory.resolve(name));

        assertThatThrownBy(() -> Postfix.in(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve(name).toString())
                .hasMessageContaining("--postfix DIR");
    }

    @Test
    void whatPostconfCannotReadIsSaidInItsWords() throws IOException {
        write("master.cf", "smtp inet n\n");

        assertThatThrownBy(() -> Postfix.in(directory)).hasMessageContaining("bad field count");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            127.0.0.1:10025,            127.0.0.1, 10025
            inet:127.0.0.1:10025,       127.0.0.1, 10025
            inet:[127.0.0.1]:10024,     127.0.0.1, 10024
            inet:10024,                 '',        10024
            10024,                      '',        10024
            smtp-amavis:[127.0.0.1]:10024, 127.0.0.1, 10024
            scan:localhost:10025,       localhost, 10025
            [::1]:10025,                ::1,       10025
            smtp:[::1]:10025,           ::1,       10025
            """)
    void aDestinationIsReadInEachForm(String text, String host, int port) {
        assertThat(Destination.of(text)).contains(new Destination(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:private/filter",
                "",
                "127.0.0.1:",
                "127.0.0.1:smtp",
                "127.0.0.1:0",
                "127.0.0.1:65536",
                "[::1]"
            })
    void whatHasNoPortIsNoDestination(String text) {
        assertThat(Destination.of(text)).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Workspace.letCool(file);
    }
}
