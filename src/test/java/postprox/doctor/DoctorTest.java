package postprox.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Each fault that is planted into the files of a healthy Postfix is found, and nothing else; its remedy mends it. */
class DoctorTest {
    private Workspace workspace;
    private Ward ward;

    @BeforeAll
    static void toolsAreInstalled() {
        String _ = Tools.require("/usr/sbin/postconf", "postfix");
        String _ = Tools.require("/usr/bin/setpriv", "util-linux");
    }

    @BeforeEach
    void begin() {
        workspace = Workspace.create();
        ward = new Ward(workspace);
    }

    @AfterEach
    void end() {
        workspace.close();
    }

    static Stream<Fault> faults() {
        return Faults.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamedWithItsRemedyAndTheRemedyMendsIt(Fault fault) throws IOException {
        List<Finding> findings = ward.plant(fault.planted()).admit().findings();

        assertThat(ids(findings.stream().filter(Finding::isTrouble).toList()))
                .as(() -> text(findings))
                .isEqualTo(fault.troubles());
        assertThat(ids(findings)).containsAll(fault.ids());
        assertThat(text(findings.stream()
                        .filter(finding ->
                                fault.ids().contains(finding.diagnosis().id()))
                        .toList()))
                .contains(ward.named(fault.words()));
        List<String> remedies =
                findings.stream().flatMap(finding -> finding.remedy().stream()).toList();
        if (!remedies.isEmpty() && remedies.stream().allMatch(Fault::isForShell)) {
            remedies.forEach(remedy -> Tools.run("/bin/sh", "-c", remedy));
            assertThat(ward.findings().stream().filter(Finding::isTrouble))
                    .as("after " + remedies)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-queue", "before-queue-opendkim", "after-queue", "after-queue-opendkim"})
    void whatTheDocumentsShowIsHealthy(String arrangement) throws IOException {
        List<Finding> findings = ward.plant("use " + arrangement).admit().findings();

        assertThat(findings.stream().filter(Finding::isTrouble)).isEmpty();
        assertThat(ids(findings)).contains("asked");
    }

    @Test
    void severalFaultsAreAllNamedInOneRun() throws IOException {
        List<Finding> findings = ward.plant(
                        "main smtpd_proxy_options = speed_adjust ; master user=nobody => user=nosuchuser"
                                + " ; master -o smtpd_tls_security_level=none => -o smtpd_tls_security_level=encrypt"
                                + " ; option --deadline 200")
                .admit()
                .findings();

        assertThat(ids(findings.stream().filter(Finding::isTrouble).toList()))
                .isEqualTo(Set.of("speed-adjust", "user-unknown", "tls-required", "timeout-too-long"));
    }

    @Test
    void everyDiagnosisOfFilesIsPlanted() {
        Set<String> planted = Faults.ALL.stream()
                .flatMap(fault -> fault.ids().stream())
                .collect(Collectors.toCollection(HashSet::new));
        planted.addAll(Faults.ELSEWHERE.keySet());

        assertThat(planted)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Diagnosis.values()).map(Diagnosis::id).toList());
    }

    private static Set<String> ids(List<Finding> findings) {
        return findings.stream().map(finding -> finding.diagnosis().id()).collect(Collectors.toSet());
    }

    private static String text(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.diagnosis().id() + " " + finding.where() + ": " + finding.what() + "\n  "
                        + String.join("\n  ", finding.remedy()))
                .collect(Collectors.joining("\n"));
    }
}
