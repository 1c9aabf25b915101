package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.net.Endpoint;

/**
 * Debian's OpenDMARC as a filter behind one that verifies signatures. It is in a network of its own, whose only name server is the test's:
 * example.org wants mail refused that is not its own, example.net wants nothing.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class DmarcMilterTest {
    private static final String OPENDMARC = Tools.require("/usr/sbin/opendmarc", "opendmarc");
    private static final String UNSHARE = Tools.require("/usr/bin/unshare", "util-linux");
    private static final String BODY =
            "Date: Mon, 30 Nov 2026 12:00:00 +0000\nMessage-ID: <1@example.org>\nSubject: x\n\nbody\n";
    private static final String GENUINE = "Authentication-Results: mx.example.com; dkim=pass header.d=example.org\n";

    private MilterBench bench;
    private Process opendmarc;
    private Filter filter;

    @BeforeEach
    void open() throws IOException {
        bench = new MilterBench();
        Path socket = bench.workspace.openDirectory("dmarc").resolve("s");
        Path records = bench.workspace.file(
                "records", "_dmarc.example.org v=DMARC1; p=reject\n_dmarc.example.net v=DMARC1; p=none\n");
        Path config = bench.workspace.file("opendmarc.conf", """
                AuthservID mx.example.com
                TrustedAuthservIDs mx.example.com
                Background false
                Syslog false
                SPFIgnoreResults true
                SPFSelfValidate false
                RejectFailures true
                UserID nobody
                UMask 000
                """);
        opendmarc = new ProcessBuilder(
                        UNSHARE,
                        "--net",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        Tools.PYTHON,
                        Tools.resource("with-name-server.py"),
                        records.toString(),
                        OPENDMARC,
                        "-f",
                        "-c",
                        config.toString(),
                        "-p",
                        "local:" + socket)
                .redirectErrorStream(true)
                .redirectOutput(bench.workspace.path("opendmarc.log").toFile())
                .start();
        Patience.await("OpenDMARC listens", () -> Files.exists(socket) || !opendmarc.isAlive());
        filter = bench.filter("postprox", List.of(new Endpoint.Unix(socket)));
    }

    @AfterEach
    void close() {
        opendmarc.destroyForcibly();
        opendmarc.onExit().join();
        bench.close();
    }

    @Test
    void aMessageWithAVerifiedSignatureOfItsDomainPassesWithTheResult() throws IOException {
        String message = GENUINE + "From: us@example.org\n" + BODY;

        assertThat(bench.passing(message, filter))
                .contains(
                        "Authentication-Results: mx.example.com; dmarc=pass (p=reject dis=none) header.from=example.org\n")
                .endsWith(message);
    }

    @Test
    void aForgedMessageIsRefusedAsTheDomainWants() {
        assertThat(bench.ask(filter, "From: us@example.org\n" + BODY))
                .isInstanceOfSatisfying(
                        Verdict.Reject.class,
                        reject -> assertThat(reject.reply().oneLine())
                                .isEqualTo("550 5.7.1 rejected by DMARC policy for example.org"));
    }

    @Test
    void whereTheDomainWantsNothingTheResultIsAMark() throws IOException {
        assertThat(bench.passing("From: x@example.net\n" + BODY, filter))
                .contains("dmarc=fail (p=none dis=none) header.from=example.net\n");
    }
}
