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
import org.junit.jupiter.api.Tag;
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

    @Tag("full")
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

    @ParameterizedTest
    @ValueSource(strings = {"""
                compatibility main compatibility_level = 0
                postconf-warning main smtpd_proxy_fliter = 127.0.0.1:10025
                soft-bounce main soft_bounce = yes
                speed-adjust main smtpd_proxy_options = speed_adjust
                delay-open main smtpd_delay_open_until_valid_rcpt = no
                milters-twice main smtpd_milters = inet:127.0.0.1:8891 ; master     -o smtpd_milters=\\n =>
                upstream-proxy main smtpd_upstream_proxy_protocol = haproxy
                client-limits main smtpd_client_event_limit_exceptions = 192.0.2.1
                spawn-time-limit main 127.0.0.1:10025_time_limit = 60s
                timeout-too-long main smtpd_proxy_timeout = 90s
                too-many-clients master smtp inet n - y - 20 => smtp inet n - y - -
                loop-proxy-filter main smtpd_proxy_filter = 127.0.0.1:10025 ; master -o smtpd_proxy_filter=\\n =>
                xforward-refused master     -o smtpd_authorized_xforward_hosts=127.0.0.0/8 =>
                tls-required master smtpd_tls_security_level=none => smtpd_tls_security_level=encrypt
                mappings-never master =no_unknown_recipient_checks => =no_address_mappings
                refuses-postprox master smtpd_relay_restrictions=permit_mynetworks,reject => smtpd_relay_restrictions=reject
                error-limits master     -o smtpd_error_sleep_time=0 =>
                spawn-chroot master 127.0.0.1:10025 inet n n n => 127.0.0.1:10025 inet n n y
                unfiltered-on-failure master  -r =>
                message-size option --message-size 1000000
                tempdir option -d DIR/none
                no-log option --log syslog:/nonexistent/log ; master --log DIR/log =>
                filter-crlf filter #!/bin/sh\\r\\nexit 0\\r\\n
                """, """
                loop-content-filter use after-queue ; master     -o content_filter=\\n =>
                xforward-not-sent master     -o smtp_send_xforward_command=yes =>
                tls-required master smtp_tls_security_level=none => smtp_tls_security_level=encrypt
                timeout-too-long main smtp_data_done_timeout = 60s
                mappings-twice main always_bcc = archive@example.com
                user-unknown master user=nobody => user=nosuchuser
                no-filter master  -c FILTER =>
                """, """
                user-forbidden master user=nobody => user=root
                spawn-unprivileged master 127.0.0.1:10025 inet n n n => 127.0.0.1:10025 inet n - n
                options-wrong option --comand x
                """})
    void manyFaultsAreAllNamedInOneRun(String faults) throws IOException {
        Set<String> planted = new HashSet<>();
        for (String line : faults.lines().toList()) {
            String[] parts = line.split(" ", 2);
            planted.add(parts[0]);
            Ward _ = ward.plant(parts[1]);
        }

        assertThat(ids(ward.admit().findings())).containsAll(planted);
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
