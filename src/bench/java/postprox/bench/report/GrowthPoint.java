package postprox.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A point of a growing load: ours beside HAProxy's.
 *
 * @param at how far it has grown
 */
public record GrowthPoint(double at, Side ours, Side haproxy) {
    /**
     * What one of the two reaches.
     *
     * @param rate messages a second
     * @param throughput megabytes of content a second
     * @param memory the most resident memory, in megabytes
     */
    public record Side(double rate, double throughput, double memory) {}

    /** An empty table for points. */
    public static TextTable table(String across) {
        return new TextTable(List.of(
                across, "rate", "HAProxy's", "ratio", "throughput", "HAProxy's", "memory (peak RSS)", "HAProxy's"));
    }

    /** Adds this point to the table. */
    public void addTo(TextTable table) {
        table.add(List.of(
                String.format(Locale.ROOT, "%,.0f", at),
                Quantity.RATE.text(ours.rate),
                Quantity.RATE.text(haproxy.rate),
                String.format(Locale.ROOT, "%.2f", ours.rate / haproxy.rate),
                Quantity.THROUGHPUT.text(ours.throughput),
                Quantity.THROUGHPUT.text(haproxy.throughput),
                String.format(Locale.ROOT, "%.0f MB", ours.memory),
                String.format(Locale.ROOT, "%.0f MB", haproxy.memory)));
    }

    /** All points of an axis. */
    public static DataFile file(String name, String across, List<GrowthPoint> points) {
        List<List<String>> lines = new ArrayList<>();
        for (GrowthPoint point : points) {
            lines.add(line(point.at, "postprox", point.ours));
            lines.add(line(point.at, "HAProxy", point.haproxy));
        }
        return new DataFile(name, List.of(across, "subject", "messages/s", "MB/s", "peak RSS MB"), lines);
    }

    /** A chart for each thing that is looked at. */
    public static List<GrowthChart> charts(String name, String across, List<GrowthPoint> points) {
        return List.of(
                chart(name + "-rate", across, "messages a second", points, Side::rate),
                chart(name + "-throughput", across, "MB of content a second", points, Side::throughput),
                chart(name + "-memory", across, "resident memory at its peak, MB", points, Side::memory));
    }

    private static GrowthChart chart(
            String name, String across, String up, List<GrowthPoint> points, ToDoubleFunction<Side> value) {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        lines.put(
                "postprox",
                points.stream().map(point -> value.applyAsDouble(point.ours)).toList());
        lines.put(
                "HAProxy",
                points.stream().map(point -> value.applyAsDouble(point.haproxy)).toList());
        return new GrowthChart(
                name, across, up, points.stream().map(GrowthPoint::at).toList(), lines, GrowthChart.Axes.LOGARITHMIC);
    }

    private static List<String> line(double at, String subject, Side side) {
        return List.of(
                DataFile.number(at),
                subject,
                DataFile.number(side.rate),
                DataFile.number(side.throughput),
                DataFile.number(side.memory));
    }
}
