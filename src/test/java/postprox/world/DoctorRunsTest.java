package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.doctor.Depth;
import postprox.doctor.Diagnosis;
import postprox.doctor.Doctor;
import postprox.doctor.Finding;
import postprox.doctor.Machine;
import postprox.postfix.Postfix;

/** postprox doctor on a Postfix that runs: it connects, names who holds a port, and runs the filter. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorRunsTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final SyslogReceiver syslog = SyslogReceiver.in(workspace);
    private final String filter = workspace.script("filter", "exit 0\n").toString();
    private int count;

    @AfterAll
    void end() {
        syslog.close();
        workspace.close();
    }

    /** A Postfix as packaging/postfix shows it, on ports of its own. */
    private final class Site implements AutoCloseable {
        private final Arrangement.Ports ports = Arrangement.Ports.free();
        private final String name = "site" + count++;
        private final PostfixInstance postfix =
                PostfixInstance.in(workspace, name, Tools.freePort()).parameter("milter_default_action", "accept");

        Site(Arrangement arrangement) {
            arrangement.on(ports).addTo(postfix);
            if (!arrangement.master().contains("smtp inet")) {
                postfix.service("127.0.0.1:" + ports.smtp() + " inet n - n - 20 smtpd");
            }
        }

        Path directory() {
            return workspace.path(name + "/etc");
        }

        List<Finding> findings(Depth depth) throws IOException {
            return Doctor.examine(
                    Postfix.in(directory()),
                    depth,
                    new Machine(workspace.path("postprox.conf"), List.of(), Path.of("/proc")));
        }

        @Override
        public void close() {
            postfix.close();
        }
    }

    private Site site(String arrangement, String command) {
        return new Site(Arrangement.of(arrangement).running(installation, command, syslog));
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-queue", "before-queue-opendkim", "after-queue", "after-queue-opendkim"})
    void nothingIsWrongWithWhatTheDocumentsShow(String arrangement) throws IOException {
        try (Site site = site(arrangement, filter)) {
            site.postfix.start();

            List<Finding> findings = site.findings(Depth.FULL);

            assertThat(findings.stream().filter(Finding::isTrouble))
                    .as(text(findings))
                    .isEmpty();
            assertThat(findings)
                    .extracting(Finding::diagnosis)
                    .contains(Diagnosis.ASKED, Diagnosis.NEXT_HOP_READY, Diagnosis.FILTER_READY);
        }
    }

    @Test
    void theStatusOfTheCommandIsZeroIfNothingIsWrong() {
        try (Site site = site("before-queue", filter)) {
            site.postfix.start();

            Tools.Result result = doctor("--postfix", site.directory().toString());

            assertThat(result.said())
                    .contains(
                            "Nothing is wrong.",
                            "ok    next hop 127.0.0.1:" + site.ports.local().get(1));
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void aNextHopThatIsDownIsNamed() throws IOException {
        int nobody = Tools.freePort();
        Arrangement arrangement = Arrangement.of("before-queue");
        try (Site site = new Site(new Arrangement(
                "",
                arrangement
                        .running(installation, filter, syslog)
                        .master()
                        .replace(filter + " 127.0.0.1:10026", filter + " 127.0.0.1:" + nobody)))) {
            site.postfix.start();

            assertThat(trouble(site.findings(Depth.QUICK))).singleElement().satisfies(finding -> {
                assertThat(finding.diagnosis()).isEqualTo(Diagnosis.NEXT_HOP_DOWN);
                assertThat(finding.what()).contains("127.0.0.1:" + nobody, "Connection refused");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{exit 3}", "{echo x >&2; kill $$}"})
    void aFilterThatFailsOnACleanMessageIsNamed(String command) throws IOException {
        assertThat(trouble(full(command))).extracting(Finding::diagnosis).containsExactly(Diagnosis.FILTER_FAILS);
    }

    @Test
    void aFilterThatRefusesACleanMessageIsNamedWithItsWords() throws IOException {
        assertThat(trouble(full("{echo 550 5.7.1 Never >&2; exit 1}")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.FILTER_REFUSES);
                    assertThat(finding.what()).contains("550 5.7.1 Never");
                });
    }

    /** The directory of this file is root's alone: the user nobody cannot read what root can. */
    @Test
    void theFilterRunsAsItsUser() throws IOException {
        Path secret = workspace.file("secret", "x");
        Tools.run("chmod", "600", secret.toString());

        assertThat(trouble(full("{cat " + secret + " || exit 4}")))
                .extracting(Finding::diagnosis)
                .containsExactly(Diagnosis.FILTER_FAILS);
    }

    private List<Finding> full(String command) throws IOException {
        try (Site site = site("before-queue", command)) {
            site.postfix.start();
            return site.findings(Depth.FULL);
        }
    }

    @Test
    void aQuickExaminationRunsNoFilter() throws IOException {
        try (Site site = site("before-queue", "{exit 3}")) {
            site.postfix.start();

            assertThat(trouble(site.findings(Depth.QUICK))).isEmpty();
        }
    }

    @Test
    void aPostfixThatDoesNotRunIsExaminedByItsFiles() throws IOException {
        try (Site site = site("before-queue", filter)) {
            site.postfix.parameter("smtpd_proxy_timeout", "10s").start();
            site.postfix.stop();

            assertThat(trouble(site.findings(Depth.QUICK)))
                    .extracting(Finding::diagnosis)
                    .contains(Diagnosis.POSTFIX_NOT_RUNNING, Diagnosis.TIMEOUT_TOO_LONG);
        }
    }

    @Test
    void whoHoldsThePortOfPostproxIsNamed() throws IOException {
        try (Site site = site("before-queue", filter)) {
            site.postfix.start();
            site.postfix.stop();
            try (ServerSocket _ = new ServerSocket(site.ports.local().getFirst(), 1, Tools.LOOPBACK)) {
                assertThat(trouble(site.findings(Depth.QUICK))).anySatisfy(finding -> {
                    assertThat(finding.diagnosis()).isEqualTo(Diagnosis.PORT_TAKEN);
                    assertThat(finding.what())
                            .contains(
                                    "java", "process " + ProcessHandle.current().pid());
                });
            }
        }
    }

    @Test
    void entriesThatPostfixHasNotReadYetAreNamed() throws IOException {
        try (Site site = site("before-queue", filter)) {
            site.postfix.start();
            int front = Tools.freePort();
            int spawn = Tools.freePort();
            String more = Arrangement.of("before-queue")
                    .running(installation, filter, syslog)
                    .master()
                    .replace("smtp inet n - y", "127.0.0.1:" + front + " inet n - n")
                    .replace("10025", Integer.toString(spawn))
                    .replaceAll("(?s)# Behind.*", "")
                    .replace("10026", Integer.toString(site.ports.local().get(1)));
            Files.writeString(site.directory().resolve("master.cf"), more, StandardOpenOption.APPEND);

            assertThat(trouble(site.findings(Depth.QUICK)))
                    .extracting(Finding::diagnosis)
                    .containsExactlyInAnyOrder(Diagnosis.NOT_LISTENING, Diagnosis.FRONT_SILENT);
        }
    }

    @Test
    void aPostproxThatDoesNotAnswerIsNamed() throws IOException {
        Path _ = workspace.directory("broken");
        String broken = workspace.script("broken/postprox", "exit 0\n").toString();
        Arrangement arrangement = Arrangement.of("before-queue").running(installation, filter, syslog);
        try (Site site = new Site(arrangement.replacing(installation.launcher().toString(), broken))) {
            site.postfix.start();

            assertThat(trouble(site.findings(Depth.QUICK)))
                    .extracting(Finding::diagnosis)
                    .containsExactly(Diagnosis.POSTPROX_SILENT);
        }
    }

    @Test
    void otherInstancesAreNamed() throws IOException {
        try (Site site = site("before-queue", filter)) {
            site.postfix.start();

            assertThat(site.findings(Depth.QUICK)).anySatisfy(finding -> {
                assertThat(finding.diagnosis()).isEqualTo(Diagnosis.OTHER_INSTANCES);
                assertThat(finding.what()).contains("--postfix /etc/postfix");
            });
        }
    }

    @Test
    void theCommandNamesAllFaultsInOneRunAndItsStatusIsOne() {
        try (Site site = site("before-queue", "/nonexistent/filter")) {
            site.postfix
                    .parameter("smtpd_proxy_timeout", "10s")
                    .parameter("compatibility_level", "0")
                    .start();

            Tools.Result text = doctor("--quick", "--postfix", site.directory().toString());
            Tools.Result json =
                    doctor("--quick", "--json", "--postfix", site.directory().toString());

            assertThat(text.status()).isEqualTo(1);
            assertThat(text.said())
                    .contains("BAD   there is no /nonexistent/filter", "smtpd_proxy_timeout=100s", "(exit status 1)");
            assertThat(json.status()).isEqualTo(1);
            assertThat(json.said().lines())
                    .singleElement()
                    .asString()
                    .startsWith("{\"postfix\":\"" + site.directory())
                    .contains(
                            "\"status\":1",
                            "\"id\":\"filter-not-found\",\"level\":\"bad\"",
                            "\"id\":\"compatibility\"");
        }
    }

    @Test
    void anotherUserSeesWhatThatUserCanSee() {
        try (Site site = site("before-queue", filter)) {
            site.postfix.start();
            String command = installation.launcher() + " doctor --quick --postfix " + site.directory();

            Tools.Result result = Tools.attempt(
                    List.of("setpriv", "--reuid", "1", "--regid", "1", "--clear-groups", "/bin/sh", "-c", command));

            assertThat(result.said()).contains("were not examined as user nobody", "ok    next hop");
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void withoutAPostfixTheStatusIsThreeAndWithAWrongCommandLineTwo() {
        Tools.Result missing = doctor("--postfix", workspace.path("none").toString());
        Tools.Result wrong = doctor("/etc/postfix");

        assertThat(missing.status()).isEqualTo(3);
        assertThat(missing.said()).contains("main.cf is not there", "--postfix DIR");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.said()).contains("doctor takes no '/etc/postfix'");
    }

    private Tools.Result doctor(String... arguments) {
        List<String> command = new ArrayList<>(List.of(installation.launcher().toString(), "doctor"));
        command.addAll(List.of(arguments));
        return Tools.attempt(command);
    }

    private static List<Finding> trouble(List<Finding> findings) {
        return findings.stream().filter(Finding::isTrouble).toList();
    }

    private static String text(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.diagnosis().id() + ": " + finding.what())
                .collect(Collectors.joining("\n"));
    }
}
