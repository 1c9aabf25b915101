package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to the program or its next hop in the middle of an exchange with a real scanner. */
@Tag("full")
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ScannerAccidentTest {
    private static final String SENDER = BrittleRelay.HELD + "@example.org";

    /** More than is kept in memory, and less than spamd's filter takes. */
    private static final String MAIL = ScannerDaemon.message(SENDER) + "lorem ipsum dolor sit amet\r\n".repeat(8_000);

    private final Site site = new Site();
    private final BrittleRelay nextHop = new BrittleRelay(site.sink().port());

    /** It is the scanner's answer that is held back. */
    @BeforeEach
    void answerAtOnce() {
        nextHop.mend();
    }

    @AfterEach
    void cleanUp() {
        nextHop.close();
        site.close();
    }

    static Stream<Named<Function<Workspace, ScannerDaemon>>> scanners() {
        return ScannerDaemon.all();
    }

    @ParameterizedTest
    @MethodSource("scanners")
    void aNextHopThatDiesDuringTheExaminationHasTheClientComeAgain(Function<Workspace, ScannerDaemon> kind) {
        try (ScannerDaemon scanner = kind.apply(site.workspace());
                BrittleRelay relay = new BrittleRelay(scanner.place().port());
                ProxyService proxy = start(scanner, relay);
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            send(client);
            relay.awaitHeld();
            nextHop.endForGood();
            relay.mend();

            assertThat(client.reply()).startsWith("4");
        }
        assertThat(site.sink().waiting()).isZero();
        assertThat(site.workspace().list(site.spool())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scanners")
    void aProgramThatIsKilledDuringTheExaminationWorksAfterARestart(Function<Workspace, ScannerDaemon> kind) {
        try (ScannerDaemon scanner = kind.apply(site.workspace());
                BrittleRelay relay = new BrittleRelay(scanner.place().port())) {
            try (ProxyService proxy = start(scanner, relay);
                    SmtpClient client = SmtpClient.connect(proxy.port())) {
                send(client);
                relay.awaitHeld();
                proxy.kill();
                assertThat(client.rest()).isEmpty();
            }
            List<String> left = site.workspace().list(site.spool());
            assertThat(left).isNotEmpty();
            relay.mend();
            try (ProxyService proxy = start(scanner, relay)) {
                assertThat(proxy.sendFrom(SENDER, MAIL)).startsWith("250");
                assertThat(site.workspace().list(site.spool())).doesNotContainAnyElementsOf(left);
            }
            assertThat(site.sink().await().content()).contains(scanner.evidence());
            assertThat(site.workspace().list(site.spool())).isEmpty();
        }
        assertThat(site.sink().waiting()).isZero();
    }

    private ProxyService start(ScannerDaemon scanner, BrittleRelay relay) {
        String filter = scanner.filter().apply("127.0.0.1:" + relay.port());
        String configuration = site.workspace()
                .file(
                        "scanner.conf",
                        "next-hop = 127.0.0.1:" + nextHop.port() + "\n[filter scan]\nfilter = " + filter + "\n")
                .toString();
        return ProxyService.start(Launch.of(
                        site.installation(),
                        "--config",
                        configuration,
                        "-d",
                        site.spool().toString(),
                        "-v",
                        "--log",
                        "stderr")
                .as("nobody"));
    }

    private static void send(SmtpClient client) {
        assertThat(client.say("EHLO client.example.net")).startsWith("250");
        client.begin(SENDER, "b@example.com");
        client.finish(MAIL);
    }
}
