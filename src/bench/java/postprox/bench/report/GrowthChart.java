package postprox.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How something grows, drawn over two logarithmic axes.
 *
 * @param name of its file, without the ending
 * @param across what grows, and its unit
 * @param up what is looked at, and its unit
 * @param lines a line for each subject: a value for each of {@code at}
 */
public record GrowthChart(String name, String across, String up, List<Double> at, Map<String, List<Double>> lines) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final float LINE_WIDTH = 2;
    private static final Color[] COLORS = {new Color(0x1f5fbf), new Color(0xc0602a)};

    /** The drawing as SVG. */
    String svg() throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(across)
                .yAxisTitle(up)
                .build();
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setXAxisDecimalPattern("#,##0.###")
                .setYAxisDecimalPattern("#,##0.###")
                .setSeriesColors(COLORS)
                .setLegendPosition(LegendPosition.InsideSW)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        lines.forEach((subject, values) -> chart.addSeries(subject, at, values)
                .setMarker(SeriesMarkers.CIRCLE)
                .setLineStyle(new BasicStroke(LINE_WIDTH)));
        return new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
    }
}
