package postprox.bench;

import java.util.ArrayList;
import java.util.List;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.ProcFs;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Findings;
import postprox.bench.report.GrowthPoint;
import postprox.bench.report.Quantity;
import postprox.bench.report.Series;
import postprox.bench.report.TextTable;

/** How rate and memory follow what grows; each point has proxies of its own, so that its memory is its own too. */
final class GrowthCase {
    private static final String HAPROXY = "HAProxy";
    private static final String OURS = "postprox";

    /** Two descriptors a session and some in reserve; HAProxy would take memory for more. */
    private static final int MOST_SESSIONS = 6_000;

    private static final double MEGABYTE = 1 << 20;

    private GrowthCase() {}

    static Findings measure(Lab lab, Pace pace, GrowthAxis axis) throws MeasurementException, InterruptedException {
        TextTable table = GrowthPoint.table(axis.across());
        List<GrowthPoint> points = new ArrayList<>();
        for (int value : axis.values()) {
            GrowthPoint point = point(lab, pace.forGrowth(), value, axis.load().apply(value));
            point.addTo(table);
            points.add(point);
        }
        return new Findings(
                table,
                List.of(GrowthPoint.file(axis.fileName(), axis.across(), points)),
                GrowthPoint.charts(axis.fileName(), axis.across(), points));
    }

    private static GrowthPoint point(Lab lab, Pace pace, int at, SmtpLoad load)
            throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(MOST_SESSIONS);
                Server haproxy = peers.haproxy(sink, MOST_SESSIONS);
                Server ours = peers.postprox(sink)) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.steady(HAPROXY, lab, haproxy, load),
                            RateSubject.compiling(OURS, lab, ours.port(), load)));
            return new GrowthPoint(at, side(series, OURS, ours), side(series, HAPROXY, haproxy));
        }
    }

    private static GrowthPoint.Side side(Series series, String name, Server server) throws MeasurementException {
        return new GrowthPoint.Side(
                series.median(name, Quantity.RATE),
                series.median(name, Quantity.THROUGHPUT),
                ProcFs.peak(server.pid()) / MEGABYTE);
    }
}
