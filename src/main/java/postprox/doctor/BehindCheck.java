package postprox.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** Whom the server behind the filter lets in. It takes all mail from postprox, and must take none from others. */
final class BehindCheck {
    private static final List<String> STAGES = List.of("client", "helo", "sender", "data", "end_of_data");
    private static final String XFORWARD = "smtpd_authorized_xforward_hosts";
    private static final String EXCEPTIONS = "smtpd_client_event_limit_exceptions";
    private static final String DISCARDED = "smtpd_discard_ehlo_keywords";
    private static final String NETWORKS = "mynetworks";
    private static final String LOOPBACK = "127.0.0.0/8";

    /** Postfix's own defaults are 10 and 100; behind a filter these are too few. */
    private static final int FEW_ERRORS = 100;

    private static final int FEW_JUNK_COMMANDS = 1000;

    private final Patient patient;
    private final Postfix postfix;
    private final Service behind;
    private final String address;
    private final Findings findings;

    private BehindCheck(Patient patient, Service behind, Findings findings) {
        this.patient = patient;
        this.postfix = patient.postfix();
        this.behind = behind;
        this.address = behind.host().equals("::1") ? "::1" : "127.0.0.1";
        this.findings = findings;
    }

    static void look(Patient patient, Findings findings) {
        patient.proxies().stream()
                .flatMap(proxy -> patient.behind(proxy).stream())
                .distinct()
                .map(service -> new BehindCheck(patient, service, findings))
                .forEach(BehindCheck::look);
    }

    private void look() {
        List<String> networks = postfix.words(behind, NETWORKS);
        if (!Networks.mayHave(list(XFORWARD), address)) {
            add(Diagnosis.XFORWARD_REFUSED, XFORWARD + " does not have " + address, XFORWARD + "=" + LOOPBACK);
        }
        List<String> discarded = postfix.words(behind, DISCARDED);
        if (discarded.stream().anyMatch("xforward"::equalsIgnoreCase)) {
            add(
                    Diagnosis.XFORWARD_REFUSED,
                    DISCARDED + " has xforward",
                    DISCARDED + "="
                            + discarded.stream()
                                    .filter(word -> !word.equalsIgnoreCase("xforward"))
                                    .collect(Collectors.joining(",")));
        }
        relay(networks);
        restrictions(networks);
        boolean isCounted =
                !postfix.value(behind, "smtpd_client_connection_count_limit").equals("0")
                        && !Networks.mayHave(list(EXCEPTIONS), address);
        if (isCounted) {
            add(Diagnosis.CLIENT_LIMITS, EXCEPTIONS + " does not have " + address, EXCEPTIONS + "=" + LOOPBACK);
        }
        errors();
    }

    /** The words of a list of networks whose default is mynetworks: that of this service, which {@code postconf -x} does not know. */
    private List<String> list(String name) {
        boolean isMain = !behind.options().containsKey(name);
        return isMain
                        && !postfix.parameter(name).isEmpty()
                        && postfix.parameter(name).equals(postfix.parameter(NETWORKS))
                ? postfix.words(behind, NETWORKS)
                : postfix.words(behind, name);
    }

    private void relay(List<String> networks) {
        List<String> interfaces = postfix.words(behind, "inet_interfaces");
        boolean isOpen = behind.host().isEmpty()
                ? !interfaces.stream().allMatch(BehindCheck::isLoopback)
                : !isLoopback(behind.host());
        Networks.beyondLoopback(networks)
                .filter(_ -> isOpen)
                .ifPresent(network -> add(
                        Diagnosis.OPEN_RELAY,
                        "it listens beyond this machine, and mynetworks has " + network,
                        NETWORKS + "=" + LOOPBACK));
    }

    private static boolean isLoopback(String host) {
        return host.startsWith("127.")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.equals("localhost")
                || host.equals("loopback-only");
    }

    private void restrictions(List<String> networks) {
        List<String> inherited = new ArrayList<>();
        for (String stage : STAGES) {
            String name = "smtpd_" + stage + "_restrictions";
            if (!postfix.value(behind, name).isEmpty()) {
                inherited.add(name + "=");
            }
        }
        if (!inherited.isEmpty()) {
            add(
                    Diagnosis.RESTRICTIONS_INHERITED,
                    String.join(" ", inherited).replace("=", "") + " of main.cf hold here too",
                    inherited.toArray(String[]::new));
        }
        for (String stage : List.of("relay", "recipient")) {
            String name = "smtpd_" + stage + "_restrictions";
            List<String> words = postfix.words(behind, name);
            int reject = words.indexOf("reject");
            int permit = words.indexOf("permit_mynetworks");
            boolean isPermitted = permit >= 0 && (reject < 0 || permit < reject) && Networks.mayHave(networks, address)
                    || words.contains("permit") && (reject < 0 || words.indexOf("permit") < reject);
            boolean isHarmless = words.isEmpty() && stage.equals("recipient");
            if (!isPermitted && !isHarmless) {
                add(
                        Diagnosis.REFUSES_POSTPROX,
                        name + " = " + String.join(", ", words) + " does not permit " + address,
                        name + "=permit_mynetworks,reject",
                        NETWORKS + "=" + LOOPBACK);
            }
        }
    }

    private void errors() {
        List<String> wanted = new ArrayList<>();
        if (!Quantity.time(postfix.value(behind, "smtpd_error_sleep_time")).isZero()) {
            wanted.add("smtpd_error_sleep_time=0");
        }
        if (Quantity.number(postfix.value(behind, "smtpd_soft_error_limit")) < FEW_ERRORS) {
            wanted.add("smtpd_soft_error_limit=10000");
        }
        if (Quantity.number(postfix.value(behind, "smtpd_junk_command_limit")) < FEW_JUNK_COMMANDS) {
            wanted.add("smtpd_junk_command_limit=100000");
        }
        if (!wanted.isEmpty()) {
            add(
                    Diagnosis.ERROR_LIMITS,
                    "the limits for strangers who make mistakes hold here too",
                    wanted.toArray(String[]::new));
        }
    }

    private void add(Diagnosis diagnosis, String what, String... settings) {
        findings.add(diagnosis, Patient.in(behind), what, patient.mend().options(behind, settings));
    }
}
