package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.doctor.Depth;
import postprox.doctor.Diagnosis;
import postprox.doctor.Finding;

/** postprox doctor on a Postfix that runs: it connects, names who holds a port, and runs the filter as its user. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class DoctorRunsTest {
    @ParameterizedTest
    @ValueSource(strings = {"before-queue", "before-queue-opendkim", "after-queue", "after-queue-opendkim"})
    void nothingIsWrongWithWhatTheDocumentsShow(String arrangement) throws IOException {
        try (DoctorSite site = DoctorSite.of(arrangement).start()) {
            assertHealthy(site.findings(Depth.FULL), Diagnosis.ASKED, Diagnosis.NEXT_HOP_READY, Diagnosis.FILTER_READY);
        }
    }

    @Test
    void whatAFilterDoesWithACleanMessageIsNamed() throws IOException {
        try (DoctorSite site = DoctorSite.of("before-queue").start()) {
            site.filter("exit 3");
            assertThat(site.trouble(Depth.QUICK)).as("no filter runs").isEmpty();
            assertThat(site.trouble(Depth.FULL)).singleElement().satisfies(finding -> {
                assertThat(finding.diagnosis()).isEqualTo(Diagnosis.FILTER_FAILS);
                assertThat(finding.what()).contains("exit status 3");
            });

            site.filter("exec sleep 1000");
            assertThat(site.trouble(Depth.FULL))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).contains("no verdict within 20.0 s, killed"));

            site.filter("if true; then");
            assertThat(site.trouble(Depth.FULL))
                    .as("one cause is one finding")
                    .extracting(Finding::diagnosis)
                    .containsExactly(Diagnosis.FILTER_SYNTAX);

            site.filter("echo 550 5.7.1 Never >&2; exit 1");
            assertThat(site.trouble(Depth.FULL)).singleElement().satisfies(finding -> {
                assertThat(finding.diagnosis()).isEqualTo(Diagnosis.FILTER_REFUSES);
                assertThat(finding.what()).contains("550 5.7.1 Never");
            });

            Path secret = site.file("secret", "x", "600");
            site.filter("cat " + secret + " || exit 4");
            assertThat(site.trouble(Depth.FULL))
                    .as("root could read the file, and the user of the filter cannot")
                    .extracting(Finding::diagnosis)
                    .containsExactly(Diagnosis.FILTER_FAILS);
        }
    }

    @Test
    void aPostproxThatListensIsFoundByItsPort() throws IOException {
        try (DoctorSite site = DoctorSite.of("before-queue").start();
                ProxyService _ = site.listening()) {
            assertHealthy(site.findings(Depth.FULL), Diagnosis.ASKED, Diagnosis.NEXT_HOP_READY, Diagnosis.FILTER_READY);
        }
    }

    @Test
    void aPostproxAtAUnixSocketIsExaminedAsAnyOther() throws IOException {
        String between = "\n    -o smtpd_client_connection_count_limit=10\n# The filter.\n";
        try (DoctorSite site = new DoctorSite(
                        "before-queue",
                        "127.0.0.1:10025" + between + "127.0.0.1:10025 inet n n n",
                        "unix:private/pp" + between + "pp unix - n n")
                .start()) {
            assertHealthy(site.findings(Depth.FULL), Diagnosis.ASKED, Diagnosis.NO_LOOP, Diagnosis.FILTER_READY);
        }
    }

    @Test
    void aNextHopThatIsDownIsNamed() throws IOException {
        int nobody = Tools.freePort();
        try (DoctorSite site = new DoctorSite(
                        "before-queue", "127.0.0.1:10026\n# Behind", "127.0.0.1:" + nobody + "\n# Behind")
                .start()) {
            assertThat(site.trouble(Depth.QUICK)).singleElement().satisfies(finding -> {
                assertThat(finding.diagnosis()).isEqualTo(Diagnosis.NEXT_HOP_DOWN);
                assertThat(finding.what()).contains("127.0.0.1:" + nobody, "Connection refused");
            });
        }
    }

    @Test
    void aPostfixThatDoesNotRunIsExaminedByItsFilesAndWhoHoldsItsPortIsNamed() throws IOException {
        try (DoctorSite site = DoctorSite.of("before-queue")) {
            site.postfix().parameter("smtpd_proxy_timeout", "10s").start();
            site.postfix().stop();
            try (ServerSocket _ = new ServerSocket(site.port(10_025), 1, Tools.LOOPBACK)) {
                List<Finding> trouble = site.trouble(Depth.QUICK);

                assertThat(trouble)
                        .extracting(Finding::diagnosis)
                        .contains(Diagnosis.POSTFIX_NOT_RUNNING, Diagnosis.TIMEOUT_TOO_LONG, Diagnosis.PORT_TAKEN);
                assertThat(text(trouble))
                        .contains("is taken by java, process "
                                + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void aProgramAtTheSamePortOfAnotherAddressIsNoneOfPostproxsBusiness() throws IOException {
        try (DoctorSite site = DoctorSite.of("before-queue");
                ServerSocket _ = new ServerSocket(site.port(10_025), 1, InetAddress.ofLiteral("127.0.0.2"))) {
            assertThat(site.start().trouble(Depth.QUICK)).isEmpty();
        }
    }

    @Test
    void entriesThatPostfixHasNotReadYetAreNamed() throws IOException {
        try (DoctorSite site = DoctorSite.of("before-queue").start()) {
            site.addUnreadEntries();

            assertThat(site.trouble(Depth.QUICK))
                    .extracting(Finding::diagnosis)
                    .containsExactlyInAnyOrder(Diagnosis.NOT_LISTENING, Diagnosis.FRONT_SILENT);
        }
    }

    @Test
    void aPostproxThatDoesNotAnswerIsNamed() throws IOException {
        try (Workspace elsewhere = Workspace.create();
                DoctorSite site = new DoctorSite(
                                "before-queue",
                                "argv=",
                                "argv=" + DoctorSite.brokenProgram(elsewhere)
                                        + " --log stderr -v -r -c /bin/true 127.0.0.1:10026\n# ")
                        .start()) {
            assertThat(site.trouble(Depth.QUICK))
                    .extracting(Finding::diagnosis)
                    .containsExactly(Diagnosis.POSTPROX_SILENT);
        }
    }

    private static void assertHealthy(List<Finding> findings, Diagnosis... seen) {
        assertThat(findings.stream().filter(Finding::isTrouble))
                .as(text(findings))
                .isEmpty();
        assertThat(findings).extracting(Finding::diagnosis).contains(seen);
    }

    private static String text(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.diagnosis().id() + ": " + finding.what())
                .collect(Collectors.joining("\n"));
    }
}
