package postprox.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postprox.net.Endpoint;
import postprox.net.NextHops;
import postprox.postfix.Service;
import postprox.postfix.Tool;
import postprox.smtp.Extension;
import postprox.time.Watchdog;

/** Who listens where, and whether they answer: the servers in front, postprox, and its next hop. No mail is sent. */
final class ConnectionCheck {
    /** The programs of Postfix that have the socket of an entry of spawn(8). */
    private static final List<String> OF_POSTFIX = List.of("master", "spawn");

    private final Patient patient;
    private final Findings findings;
    private final SmtpProbe probe;

    private ConnectionCheck(Patient patient, Findings findings) {
        this.patient = patient;
        this.findings = findings;
        this.probe = new SmtpProbe(Watchdog.start(_ -> {}));
    }

    static void look(Patient patient, Findings findings) throws IOException {
        new ConnectionCheck(patient, findings).look();
    }

    private void look() throws IOException {
        boolean isRunning = isRunning();
        if (!isRunning) {
            findings.add(
                    Diagnosis.POSTFIX_NOT_RUNNING,
                    patient.postfix().directory().toString(),
                    "Postfix does not run",
                    "postfix -c " + Mend.quoted(patient.postfix().directory().toString()) + " start");
        }
        for (Proxy proxy : patient.proxies()) {
            boolean isThere = isFree(proxy) && (isRunning || proxy.spawn().isEmpty()) && isListening(proxy);
            if (isRunning || patient.behind(proxy).isEmpty()) {
                boolean isNextHopUp = nextHop(proxy);
                if (isThere && isNextHopUp) {
                    postprox(proxy);
                }
            }
        }
        if (isRunning) {
            fronts();
        }
    }

    /** Whether the instance runs: postfix(1) tells root. Others see whether one of its ports is open. */
    private boolean isRunning() throws IOException {
        if (Account.isRoot()) {
            return Tool.run(List.of(
                            "postfix", "-c", patient.postfix().directory().toString(), "status"))
                    .isGood();
        }
        return patient.postfix().services().stream()
                .flatMapToInt(service -> service.port().stream())
                .anyMatch(patient.listeners()::any);
    }

    private boolean isListening(Proxy proxy) {
        Optional<Path> socket = socket(proxy);
        if (socket.isPresent() && Files.isExecutable(socket.get().resolveSibling(""))) {
            return true;
        }
        if (proxy.port() != 0 && !patient.listeners().any(proxy.port())) {
            findings.add(
                    Diagnosis.NOT_LISTENING,
                    proxy.where(),
                    "nobody listens on port " + proxy.port(),
                    proxy.spawn().isPresent()
                            ? "postfix -c "
                                    + Mend.quoted(patient.postfix().directory().toString()) + " reload"
                            : "systemctl start postprox, or start postprox with -l 127.0.0.1:" + proxy.port());
            return false;
        }
        return proxy.port() != 0;
    }

    /** The Unix socket of a postprox that spawn(8) starts, if it has one that is there. */
    private Optional<Path> socket(Proxy proxy) {
        return proxy.spawn()
                .filter(service -> service.type().equals("unix"))
                .flatMap(service -> Route.sockets(patient.postfix(), service).stream()
                        .filter(Files::exists)
                        .findFirst());
    }

    /** Whether no other program has the port of a postprox. */
    private boolean isFree(Proxy proxy) {
        Optional<Listeners.Listener> other = patient.listeners()
                .on(proxy.address(), proxy.port())
                .filter(found -> !found.command().isEmpty() && !isExpected(proxy, found));
        if (other.isPresent()) {
            findings.add(
                    Diagnosis.PORT_TAKEN,
                    proxy.where(),
                    "port " + proxy.port() + " is taken by " + other.get().program() + ", process "
                            + other.get().id(),
                    "end that program, or give postprox another port: postprox setup");
        }
        return other.isEmpty();
    }

    private static boolean isExpected(Proxy proxy, Listeners.Listener listener) {
        if (proxy.spawn().isPresent()) {
            return OF_POSTFIX.contains(listener.program());
        }
        return listener.command().stream().anyMatch(word -> word.contains("postprox"))
                || listener.program().equals("systemd")
                || listener.program().equals("init");
    }

    /** Whether a server of the next hop answers. Each of them is asked. */
    private boolean nextHop(Proxy proxy) {
        boolean isUp = false;
        for (NextHops place : proxy.nextHop().map(NextHops::each).orElse(List.of())) {
            isUp |= answers(proxy, place);
        }
        return isUp;
    }

    private boolean answers(Proxy proxy, NextHops nextHop) {
        try {
            Set<Extension> offered = probe.ask(nextHop);
            boolean isKnown = offered.contains(Extension.XFORWARD);
            if (isKnown) {
                findings.add(
                        Diagnosis.NEXT_HOP_READY,
                        proxy.where(),
                        "next hop " + nextHop + " answers, XFORWARD is allowed");
            } else if (patient.behind(proxy).isEmpty()) {
                findings.add(
                        Diagnosis.XFORWARD_REFUSED,
                        nextHop.toString(),
                        "the next hop does not offer XFORWARD to this machine",
                        "there, if it is Postfix: smtpd_authorized_xforward_hosts with the address of this machine");
            } else {
                findings.add(Diagnosis.NEXT_HOP_READY, proxy.where(), "next hop " + nextHop + " answers");
            }
            return true;
        } catch (IOException e) {
            findings.add(
                    Diagnosis.NEXT_HOP_DOWN,
                    proxy.where(),
                    "the next hop does not answer: " + e.getMessage(),
                    patient.behind(proxy).isPresent()
                            ? "postfix -c "
                                    + Mend.quoted(patient.postfix().directory().toString())
                                    + " reload, and look into the mail log"
                            : "start that server, or correct the next hop of " + proxy.where());
            return false;
        }
    }

    private void postprox(Proxy proxy) {
        try {
            Endpoint place = socket(proxy)
                    .<Endpoint>map(Endpoint.Unix::new)
                    .orElseGet(() -> new Endpoint.Tcp(Endpoint.LOOPBACK, proxy.port()));
            var _ = probe.ask(place);
        } catch (IOException e) {
            findings.add(
                    Diagnosis.POSTPROX_SILENT,
                    proxy.where(),
                    "postprox does not answer: " + e.getMessage(),
                    "mend what else is found here; then grep postprox in the mail log");
        }
    }

    private void fronts() {
        Set<Service> fronts = new LinkedHashSet<>();
        for (Proxy proxy : patient.proxies()) {
            patient.into(proxy).stream()
                    .map(Route::front)
                    .filter(this::speaksFirst)
                    .forEach(fronts::add);
        }
        for (Service front : fronts) {
            Endpoint place = new Endpoint.Tcp(host(front), front.port().orElse(0));
            try {
                var _ = probe.ask(place);
            } catch (IOException e) {
                findings.add(
                        Diagnosis.FRONT_SILENT,
                        Patient.in(front),
                        "the server in front does not answer: " + e.getMessage(),
                        "look into the mail log; postfix -c "
                                + Mend.quoted(patient.postfix().directory().toString()) + " check");
            }
        }
    }

    private boolean speaksFirst(Service service) {
        return service.port().isPresent()
                && !patient.postfix().value(service, "smtpd_tls_wrappermode").equals("yes")
                && patient.postfix()
                        .value(service, "smtpd_upstream_proxy_protocol")
                        .isEmpty();
    }

    private String host(Service front) {
        List<String> interfaces = patient.postfix().words(front, "inet_interfaces");
        String first = interfaces.isEmpty() ? "all" : interfaces.getFirst();
        if (!front.host().isEmpty()) {
            return front.host();
        }
        return List.of("all", "loopback-only", "localhost").contains(first)
                ? Endpoint.LOOPBACK
                : first.replace("[", "").replace("]", "");
    }
}
