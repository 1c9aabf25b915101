package postprox.doctor;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** The ways by which mail gets to a filter: where they lead, and what Postfix does on them. */
final class RouteCheck {
    private RouteCheck() {}

    static void look(Patient patient, Findings findings) {
        if (patient.proxies().isEmpty()) {
            findings.add(
                    Diagnosis.NOT_USED,
                    patient.postfix().directory().toString(),
                    "this Postfix does not ask postprox",
                    "postprox setup");
        }
        for (Route route : patient.routes()) {
            target(patient, route, findings);
        }
        for (Proxy proxy : patient.proxies()) {
            boolean isNextHop = patient.proxies().stream()
                    .anyMatch(other -> patient.next(other).contains(proxy));
            if (patient.into(proxy).isEmpty()
                    && !isNextHop
                    && patient.routes().stream().noneMatch(route -> isAstray(patient, route))) {
                nobodyAsks(patient, proxy, findings);
            }
            for (Route route : patient.into(proxy)) {
                onTheWay(patient, route, findings);
            }
        }
    }

    private static void nobodyAsks(Patient patient, Proxy proxy, Findings findings) {
        String place = proxy.spawn()
                .filter(service -> service.type().equals("unix"))
                .map(service -> "unix:private/" + service.name())
                .orElse("127.0.0.1:" + proxy.port());
        String remedy = patient.postfix()
                .service("smtp", "inet")
                .map(front -> patient.mend().options(front, Route.PROXY + "=" + place))
                .orElse("set " + Route.PROXY + "=" + place + " for the smtpd that takes mail from others");
        findings.add(Diagnosis.NOBODY_ASKS, proxy.where(), "no server of this Postfix sends its mail here", remedy);
    }

    private static void target(Patient patient, Route route, Findings findings) {
        Optional<Proxy> asked = patient.proxy(route);
        if (asked.isPresent()) {
            if (patient.into(asked.get()).contains(route)) {
                findings.add(
                        Diagnosis.ASKED,
                        route.where(),
                        "Postfix asks postprox " + (route.isProxied() ? "before" : "after") + " the queue, for mail by "
                                + route.called());
            }
        } else if (isMissing(patient, route)) {
            findings.add(
                    Diagnosis.LEADS_NOWHERE,
                    route.where(),
                    route.parameter() + " = " + route.value() + ": no service of master.cf has that socket",
                    "postprox setup, or correct the path in " + route.parameter());
        } else if (isUnknownSocket(patient, route)) {
            findings.add(
                    Diagnosis.SOCKET_NOT_EXAMINED,
                    route.where(),
                    "who listens at " + route.value() + " was not examined (" + route.parameter() + ")");
        } else if (isPastTheFilter(patient, route)) {
            findings.add(
                    Diagnosis.PASSES_BY,
                    route.where(),
                    route.parameter() + " = " + route.value() + " is the server behind the filter",
                    redirect(patient, route));
        } else if (isNowhere(patient, route)) {
            findings.add(
                    Diagnosis.LEADS_NOWHERE,
                    route.where(),
                    route.parameter() + " = " + route.value() + ": no service of master.cf and no postprox is there",
                    redirect(patient, route));
        }
    }

    /** Whether a way leads to a wrong port; a way to the filter of somebody else does not. */
    private static boolean isAstray(Patient patient, Route route) {
        return isPastTheFilter(patient, route) || isNowhere(patient, route) || isMissing(patient, route);
    }

    private static boolean isPastTheFilter(Patient patient, Route route) {
        Optional<Service> service = patient.postfix().listeningOn(route.port());
        return service.filter(found -> found.daemon().equals("smtpd")).isPresent()
                && patient.proxies().stream().anyMatch(proxy -> proxy.leadsToPort(route.port()));
    }

    /** Whether a way leads to a Unix socket that no service of this Postfix has made. */
    private static boolean isUnknownSocket(Patient patient, Route route) {
        return route.served().isEmpty() && route.socket(patient.postfix()).isPresent();
    }

    /** Whether a way leads to a Unix socket that is not there, so far as this user can see. */
    private static boolean isMissing(Patient patient, Route route) {
        return route.served().isEmpty()
                && route.socket(patient.postfix())
                        .filter(path -> Files.isExecutable(path.resolveSibling("")) && !Files.exists(path))
                        .isPresent();
    }

    private static boolean isNowhere(Patient patient, Route route) {
        return route.port() != 0
                && patient.proxy(route).isEmpty()
                && patient.postfix().listeningOn(route.port()).isEmpty()
                && !patient.listeners().any(route.port());
    }

    private static String redirect(Patient patient, Route route) {
        if (patient.proxies().size() != 1) {
            return "postprox setup, or correct the port in " + route.parameter();
        }
        String port = Integer.toString(patient.proxies().getFirst().port());
        String value = route.value().substring(0, route.value().lastIndexOf(':') + 1) + port;
        return route.front().options().containsKey(route.parameter())
                ? patient.mend().options(route.front(), route.parameter() + "=" + value)
                : patient.mend().main(route.parameter(), value);
    }

    private static void onTheWay(Patient patient, Route route, Findings findings) {
        Postfix postfix = patient.postfix();
        Service front = route.front();
        if (route.isProxied()) {
            if (postfix.words(front, "smtpd_proxy_options").contains("speed_adjust")) {
                findings.add(
                        Diagnosis.SPEED_ADJUST,
                        route.where(),
                        "smtpd_proxy_options has speed_adjust",
                        patient.mend().options(front, "smtpd_proxy_options="));
            }
            if (postfix.value(front, "smtpd_delay_open_until_valid_rcpt").equals("no")) {
                findings.add(
                        Diagnosis.DELAY_OPEN,
                        route.where(),
                        "smtpd_delay_open_until_valid_rcpt = no",
                        patient.mend().options(front, "smtpd_delay_open_until_valid_rcpt=yes"));
            }
            milters(patient, route, findings);
        } else {
            route.carrier().ifPresent(carrier -> fromQueue(patient, carrier, findings));
        }
    }

    private static void fromQueue(Patient patient, Service carrier, Findings findings) {
        Postfix postfix = patient.postfix();
        if (!postfix.value(carrier, "smtp_send_xforward_command").equals("yes")) {
            findings.add(
                    Diagnosis.XFORWARD_NOT_SENT,
                    Patient.in(carrier),
                    "smtp_send_xforward_command = no",
                    patient.mend().options(carrier, "smtp_send_xforward_command=yes"));
        }
        String tls = postfix.value(carrier, "smtp_tls_security_level");
        if (!List.of("", "none", "may", "dane").contains(tls)) {
            findings.add(
                    Diagnosis.TLS_REQUIRED,
                    Patient.in(carrier),
                    "smtp_tls_security_level = " + tls + " demands TLS of postprox",
                    patient.mend().options(carrier, "smtp_tls_security_level=none"));
        }
    }

    /** A milter in front, which is shown no message, and which does not stand behind the filter either. */
    private static void milters(Patient patient, Route route, Findings findings) {
        Postfix postfix = patient.postfix();
        List<String> unseen = new ArrayList<>(postfix.words(route.front(), "smtpd_milters"));
        Optional<Service> behind = patient.proxy(route).flatMap(patient::behind);
        behind.filter(service ->
                        !postfix.words(service, "receive_override_options").contains("no_milters"))
                .ifPresent(service -> unseen.removeAll(postfix.words(service, "smtpd_milters")));
        if (!unseen.isEmpty() && behind.isPresent()) {
            findings.add(
                    Diagnosis.MILTER_SEES_NOTHING,
                    route.where(),
                    "smtpd_milters has " + String.join(", ", unseen) + ", in front of the filter alone",
                    patient.mend().options(route.front(), "smtpd_milters="),
                    patient.mend().options(behind.get(), "smtpd_milters=" + String.join(",", unseen)));
        }
    }
}
