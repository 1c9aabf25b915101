package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The filter kind icap in the program itself. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class IcapServiceTest {
    private static final String CLEAN = "Subject: clean\r\n\r\nBody\r\n";
    private static final String LARGE = "Subject: large\r\n\r\n" + "lorem ipsum dolor sit amet\r\n".repeat(20_000);
    private static final String INFECTED = "Subject: infected\r\n\r\n" + Clamd.EICAR + "\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final Clamd clamd = Clamd.start(workspace);

    @BeforeEach
    void awaitClamd() {
        clamd.await();
    }

    @AfterEach
    void cleanUp() {
        clamd.close();
        sink.close();
        workspace.close();
    }

    @Test
    void aVirusIsRefusedAndAllElsePassesByteForByte() {
        try (CIcap cIcap = CIcap.start(workspace, "c-icap", clamd)) {
            cIcap.await();
            try (ProxyService proxy =
                    ProxyService.before(sink.port(), installation, cIcap.address(CIcap.RECOMMENDED) + ",name=virus")) {
                assertThat(proxy.send(INFECTED)).isEqualTo("554 5.7.1 Message contains a virus (" + Clamd.NAME + ")");
                proxy.log()
                        .await("reject: .*; by=filter; filters=virus:reject \\d\\.\\d{3}s \\(554 5\\.7\\.1 .*"
                                + "X-Infection-Found: .* ISTag CI0001-.*\\); filter=");
                assertThat(proxy.send(LARGE)).startsWith("250");
                proxy.log()
                        .await(
                                "accept: .*: filter passed; .*filters=virus:pass \\d\\.\\d{3}s \\(127\\.0\\.0\\.1:.* ISTag"
                                        + " CI0001-.*\\); filter=");
            }
        }
        assertThat(sink.await().content()).isEqualTo(LARGE);
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void aSectionOfTheFileSetsAllThatItNeeds() {
        try (CIcap cIcap = CIcap.start(workspace, "c-icap", clamd)) {
            cIcap.await();
            Path file = workspace.file("postprox.conf", """
                    next-hop = 127.0.0.1:%d
                    [filter virus]
                    filter = %s
                    text = No, thanks: %%v
                    """.formatted(sink.port(), cIcap.address(CIcap.RECOMMENDED)));
            try (ProxyService proxy =
                    ProxyService.start(Launch.of(installation, "--config", file.toString(), "-v", "--log", "stderr")
                            .as("nobody"))) {
                assertThat(proxy.send(INFECTED)).isEqualTo("554 5.7.1 No, thanks: " + Clamd.NAME);
            }
        }
    }

    @Test
    void withoutCIcapMailWaitsOrPassesAsTheAdministratorSays() {
        String nobody = "icap://127.0.0.1:" + Tools.freePort() + "/avscan,name=virus,on-failure=";
        try (ProxyService proxy = ProxyService.before(sink.port(), installation, nobody + "tempfail")) {
            for (int i = 0; i < 7; i++) {
                assertThat(proxy.send(CLEAN)).startsWith("451 4.3.0");
            }
            proxy.log().await("error: filter virus: a server is left alone for a while, and none is left: .*refused$");
        }
        assertThat(sink.waiting()).isZero();
        try (ProxyService proxy = ProxyService.before(sink.port(), installation, nobody + "pass")) {
            assertThat(proxy.send(CLEAN)).startsWith("250");
        }
    }
}
