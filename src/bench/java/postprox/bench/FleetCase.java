package postprox.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Ports;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Findings;
import postprox.bench.report.GrowthChart;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/**
 * How the rate follows the number of processes behind HAProxy, beside one process without it. Two filters: one that only waits, so that a
 * process ends where its filters at once are all busy, and one that takes processor time, of which the machine has no more for four
 * processes than for one.
 */
final class FleetCase {
    private static final List<Integer> PROCESSES = List.of(1, 2, 4);
    private static final String WAITS = "a filter that waits 50 ms, 4 at once in each";
    private static final String WORKS = "-c true";
    private static final String WAIT_MILLIS = "50";
    private static final String ALONE = "1 process";
    private static final int SESSIONS = 5_000;

    /** More than four processes have filters at once, so that the load is not what ends. */
    private static final SmtpLoad LOAD = new SmtpLoad(40, 4_000, 1);

    private final Lab lab;
    private final Pace pace;
    private final Peers peers;

    private FleetCase(Lab lab, Pace pace) {
        this.lab = lab;
        this.pace = pace;
        this.peers = new Peers(lab);
    }

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        return new FleetCase(lab, pace).measure();
    }

    private Findings measure() throws MeasurementException, InterruptedException {
        int port = Ports.free();
        String policy = lab.checkout().resolve("target/bench/policy").toString();
        try (Server sink = peers.sink(SESSIONS);
                Server waiting = lab.serve(port, List.of(policy, Integer.toString(port), WAIT_MILLIS))) {
            Series waits = series(sink, "--filter", "policy:" + Ports.address(waiting.port()) + ",at-once=4");
            Series works = series(sink, "-c", "true");
            List<Row> rows = new ArrayList<>(rows(WAITS, waits));
            rows.addAll(rows(WORKS, works));
            Map<String, List<Double>> lines = new LinkedHashMap<>();
            lines.put(WAITS, line(waits));
            lines.put(WORKS, line(works));
            GrowthChart chart = new GrowthChart(
                    "fleet-rate",
                    "processes behind HAProxy",
                    "messages a second",
                    PROCESSES.stream().map(Integer::doubleValue).toList(),
                    lines,
                    GrowthChart.Axes.LINEAR);
            return new Findings(
                    Row.table(rows), List.of(waits.file("fleet-waits"), works.file("fleet-works")), List.of(chart));
        }
    }

    /** One process without HAProxy, and each number of them behind it, by turns. */
    private Series series(Server sink, String... filter) throws MeasurementException, InterruptedException {
        List<Server> started = new ArrayList<>();
        try {
            List<Subject> subjects = new ArrayList<>();
            Server alone = peers.postprox(sink, filter);
            started.add(alone);
            subjects.add(RateSubject.compiling(ALONE, lab, alone.port(), LOAD));
            List<Server> fleet = new ArrayList<>();
            for (int count : PROCESSES) {
                while (fleet.size() < count) {
                    Server member = peers.postprox(sink, behindBalancer(filter));
                    started.add(member);
                    fleet.add(member);
                }
                Server balancer = peers.haproxy(List.copyOf(fleet), "send-proxy-v2", SESSIONS);
                started.add(balancer);
                subjects.add(RateSubject.compiling(behind(count), lab, balancer.port(), LOAD));
            }
            return Rounds.alternate(pace, subjects);
        } finally {
            started.reversed().forEach(Server::close);
        }
    }

    private static String[] behindBalancer(String... filter) {
        List<String> options = new ArrayList<>(List.of(filter));
        options.addAll(List.of("--proxy-protocol", Ports.LOOPBACK.getHostAddress()));
        return options.toArray(String[]::new);
    }

    private static String behind(int count) {
        return count + " behind HAProxy";
    }

    private static List<Row> rows(String filter, Series series) {
        return PROCESSES.stream()
                .map(count -> Row.of(
                        filter + ": " + behind(count), series, Quantity.RATE, behind(count), ALONE, new Target.None()))
                .toList();
    }

    private static List<Double> line(Series series) {
        return PROCESSES.stream()
                .map(count -> series.median(behind(count), Quantity.RATE))
                .toList();
    }
}
