package postprox.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postprox.bench.lab.Clamd;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Ports;
import postprox.bench.lab.Postfix;
import postprox.bench.lab.Server;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/** Filters without a process for each message, before the queue of a real Postfix, beside no filter there. */
final class PostfixFiltersCase {
    private static final String PLAIN = "no filter";
    private static final String COMMAND = "-c true";
    private static final String WORKER = "worker, files=no";
    private static final String POLICY = "policy service";
    private static final String JAVA = "java, says yes";
    private static final String CLAMD = "clamd:PATH";

    private PostfixFiltersCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        PostfixCase.requireReadableProgram(lab);
        Peers peers = new Peers(lab);
        String service = lab.checkout().resolve("target/bench/policy").toString();
        int after = Ports.free();
        int policyPort = Ports.free();
        try (Clamd clamd = Clamd.start(lab);
                Server policy = lab.serve(policyPort, List.of(service, Integer.toString(policyPort)));
                Server plain = peers.postprox(after);
                Server byCommand = peers.postprox(after, "-c", "true");
                Server byWorker = peers.postprox(after, "--filter", "worker:exec " + service + ",files=no");
                Server byPolicy = peers.postprox(after, "--filter", "policy:" + Ports.address(policy.port()));
                Server byJava = peers.postprox(
                        after, "--plugins", JavaCase.plugins(lab).toString(), "--filter", "java:bench.Yes");
                Server byClamd = peers.postprox(after, "--filter", "clamd:" + clamd.socket())) {
            Map<String, Server> proxies = new LinkedHashMap<>();
            proxies.put(PLAIN, plain);
            proxies.put(COMMAND, byCommand);
            proxies.put(WORKER, byWorker);
            proxies.put(POLICY, byPolicy);
            proxies.put(JAVA, byJava);
            proxies.put(CLAMD, byClamd);
            Map<String, Integer> doors = new LinkedHashMap<>();
            Postfix postfix = Postfix.in(lab).smtpd(after, PostfixCase.AFTER_FILTER);
            for (Map.Entry<String, Server> proxy : proxies.entrySet()) {
                int door = Ports.free();
                doors.put(proxy.getKey(), door);
                postfix = postfix.smtpd(
                        door,
                        "-o smtpd_proxy_filter="
                                + Ports.address(proxy.getValue().port()));
            }
            try (Postfix running = postfix.start()) {
                List<Subject> subjects = new ArrayList<>();
                doors.forEach((name, door) -> subjects.add(new PostfixSubject(name, lab, running, door)));
                Series series = Rounds.alternate(pace, subjects);
                return Findings.of(rows(series), series.file("postfix-filters"));
            }
        }
    }

    private static List<Row> rows(Series series) {
        Target target = new Target.Ratio(0.85);
        return List.of(
                row(series, COMMAND, new Target.None()),
                row(series, WORKER, target),
                row(series, POLICY, target),
                row(series, JAVA, target),
                row(series, CLAMD, target));
    }

    private static Row row(Series series, String subject, Target target) {
        return Row.of(subject, series, Quantity.RATE, subject, PLAIN, target);
    }
}
