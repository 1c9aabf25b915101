package postprox.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** Mail that would go round. */
final class LoopCheck {
    private LoopCheck() {}

    static void look(Patient patient, Findings findings) {
        List<List<Proxy>> rounds = patient.rounds().all();
        for (Proxy proxy : patient.proxies()) {
            if (patient.leadsToFront(proxy)) {
                nextHop(patient, proxy, findings);
            }
            patient.back(proxy).forEach(route -> comesBack(patient, route, findings));
            if (patient.behind(proxy).isPresent() && patient.back(proxy).isEmpty()) {
                findings.add(
                        Diagnosis.NO_LOOP,
                        proxy.where(),
                        "no loop: mail goes on to "
                                + patient.behind(proxy).get().label() + " and does not come back");
            }
        }
        rounds.forEach(round -> ofSeveral(patient, round, findings));
    }

    private static void ofSeveral(Patient patient, List<Proxy> round, Findings findings) {
        findings.add(
                Diagnosis.LOOP_OF_SEVERAL,
                round.getFirst().where(),
                "mail goes from here to "
                        + round.stream().skip(1).map(Proxy::where).collect(Collectors.joining(", then to "))
                        + ", and back",
                remedy(patient, round.getLast()));
    }

    private static void nextHop(Patient patient, Proxy proxy, Findings findings) {
        findings.add(
                Diagnosis.LOOP_NEXT_HOP,
                proxy.where(),
                "the next hop " + proxy.nextHop().map(Object::toString).orElse("")
                        + " is the server in front of postprox",
                remedy(patient, proxy));
    }

    /** Gives a postprox the server behind the filter as its next hop. */
    private static String remedy(Patient patient, Proxy proxy) {
        Optional<Service> meant = free(patient, proxy);
        String place = meant.flatMap(service -> service.port().stream().boxed().findFirst())
                .map(port -> "127.0.0.1:" + port)
                .orElse("127.0.0.1:PORT");
        return proxy.spawn().isPresent() && meant.isPresent()
                ? patient.mend().withArguments(proxy, withNextHop(proxy, place))
                : "name the server behind the filter as next hop of " + proxy.where() + ", with its port: " + place;
    }

    private static List<String> withNextHop(Proxy proxy, String place) {
        List<String> arguments = new ArrayList<>(proxy.arguments());
        proxy.line().flatMap(line -> line.operands().stream().findFirst()).ifPresent(arguments::remove);
        arguments.add(place);
        return arguments;
    }

    /** The server that is meant: one that takes mail, has no filter, and is not for others. */
    private static Optional<Service> free(Patient patient, Proxy proxy) {
        Postfix postfix = patient.postfix();
        return postfix.servicesOf("smtpd").stream()
                .filter(service -> service.isInet()
                        && !service.host().isEmpty()
                        && postfix.value(service, Route.PROXY).isEmpty()
                        && patient.proxies().stream()
                                .noneMatch(other -> !other.equals(proxy)
                                        && other.leadsToPort(service.port().orElse(0))))
                .findFirst();
    }

    private static void comesBack(Patient patient, Route route, Findings findings) {
        findings.add(
                route.isProxied() ? Diagnosis.LOOP_PROXY_FILTER : Diagnosis.LOOP_CONTENT_FILTER,
                route.where(),
                "the server behind the filter has " + route.parameter() + " = " + route.value() + " as well",
                patient.mend().options(route.front(), route.parameter() + "="));
    }
}
