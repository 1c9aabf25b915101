package postprox.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** What the server behind the filter does with mail that the server in front has treated already. */
final class ContentCheck {
    private static final String OVERRIDE = "receive_override_options";
    private static final String NO_MAPPINGS = "no_address_mappings";

    /** Parameters that add recipients (postconf(5)): each pass adds them again. */
    private static final List<String> COPIES = List.of("always_bcc", "sender_bcc_maps", "recipient_bcc_maps");

    private ContentCheck() {}

    static void look(Patient patient, Findings findings) {
        for (Proxy proxy : patient.proxies()) {
            patient.behind(proxy).ifPresent(behind -> {
                connection(patient, behind, findings);
                for (Route route : patient.into(proxy)) {
                    milters(patient, route, behind, findings);
                    mappings(patient, route, behind, findings);
                }
            });
        }
    }

    private static void connection(Patient patient, Service behind, Findings findings) {
        Postfix postfix = patient.postfix();
        List<String> wanted = new ArrayList<>();
        if (!List.of("", "none", "may").contains(postfix.value(behind, "smtpd_tls_security_level"))) {
            wanted.add("smtpd_tls_security_level=none");
        }
        for (String name : List.of("smtpd_tls_wrappermode", "smtpd_enforce_tls")) {
            if (postfix.value(behind, name).equals("yes")) {
                wanted.add(name + "=no");
            }
        }
        if (!wanted.isEmpty()) {
            findings.add(
                    Diagnosis.TLS_REQUIRED,
                    Patient.in(behind),
                    "the server behind the filter demands TLS",
                    patient.mend().options(behind, wanted.toArray(String[]::new)));
        }
        String header = postfix.value(behind, "smtpd_upstream_proxy_protocol");
        if (!header.isEmpty()) {
            findings.add(
                    Diagnosis.UPSTREAM_PROXY,
                    Patient.in(behind),
                    "smtpd_upstream_proxy_protocol = " + header,
                    patient.mend().options(behind, "smtpd_upstream_proxy_protocol="));
        }
    }

    private static void milters(Patient patient, Route route, Service behind, Findings findings) {
        Postfix postfix = patient.postfix();
        List<String> options = postfix.words(behind, OVERRIDE);
        List<String> twice =
                new ArrayList<>(options.contains("no_milters") ? List.of() : postfix.words(behind, "smtpd_milters"));
        twice.retainAll(postfix.words(route.front(), frontMilters(route)));
        if (!twice.isEmpty()) {
            findings.add(
                    Diagnosis.MILTERS_TWICE,
                    Patient.in(behind),
                    String.join(", ", twice) + " examines mail by " + route.called() + " and here again",
                    route.isProxied()
                            ? patient.mend().options(route.front(), "smtpd_milters=")
                            : patient.mend().options(behind, OVERRIDE + "=" + joined(options, "no_milters")));
        }
    }

    private static String frontMilters(Route route) {
        return route.front().daemon().equals("pickup") ? "non_smtpd_milters" : "smtpd_milters";
    }

    /** Before the queue only the server behind maps addresses. After the queue both do, unless one of them is told not to. */
    private static void mappings(Patient patient, Route route, Service behind, Findings findings) {
        Postfix postfix = patient.postfix();
        List<String> options = postfix.words(behind, OVERRIDE);
        boolean inFront =
                !route.isProxied() && !postfix.words(route.front(), OVERRIDE).contains(NO_MAPPINGS);
        boolean isBehind = !options.contains(NO_MAPPINGS);
        List<String> copies = COPIES.stream()
                .filter(name -> !postfix.parameter(name).isEmpty())
                .toList();
        if (!inFront && !isBehind) {
            findings.add(
                    Diagnosis.MAPPINGS_NEVER,
                    Patient.in(behind),
                    OVERRIDE + " has " + NO_MAPPINGS + ", and mail by " + route.called()
                            + " has not been mapped before",
                    patient.mend()
                            .options(
                                    behind,
                                    OVERRIDE + "="
                                            + String.join(
                                                    ",",
                                                    options.stream()
                                                            .filter(word -> !word.equals(NO_MAPPINGS))
                                                            .toList())));
        } else if (inFront && isBehind && !copies.isEmpty()) {
            findings.add(
                    Diagnosis.MAPPINGS_TWICE,
                    Patient.in(behind),
                    String.join(", ", copies) + " of main.cf holds for mail by " + route.called() + " and here again",
                    patient.mend().options(behind, OVERRIDE + "=" + joined(options, NO_MAPPINGS)));
        }
    }

    private static String joined(List<String> words, String more) {
        return String.join(",", Stream.concat(words.stream(), Stream.of(more)).toList());
    }
}
