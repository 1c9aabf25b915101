package postprox.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How something grows.
 *
 * @param name of its file, without the ending
 * @param across what grows, and its unit
 * @param up what is looked at, and its unit
 * @param lines a line for each subject: a value for each of {@code at}
 * @param axes what both axes are like
 */
public record GrowthChart(
        String name, String across, String up, List<Double> at, Map<String, List<Double>> lines, Axes axes) {
    /** What the axes of a chart are like. */
    public enum Axes {
        LOGARITHMIC,
        /** From 0 on, for what grows by a few. */
        LINEAR
    }

    /** Pixels from one number to the next, so that a few whole numbers have no halves between them. */
    private static final int WIDE_STEP = 120;

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final float LINE_WIDTH = 2;
    private static final float GRID_WIDTH = 0.5f;
    /** What stands behind a hundredth of a pixel: half of the file. */
    private static final Pattern TOO_EXACT = Pattern.compile("(\\.[0-9]{2})[0-9]+");

    private static final Pattern CLIP = Pattern.compile("\\bclip[0-9]+\\b");
    private static final Color[] COLORS = {new Color(0x1f5fbf), new Color(0xc0602a)};

    /** The drawing as SVG. */
    String svg() throws IOException {
        String svg = new String(ChartEncoder.getBytes(drawing(), "svg"), StandardCharsets.UTF_8);
        return numbered(TOO_EXACT.matcher(svg).replaceAll("$1"));
    }

    private XYChart drawing() {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(across)
                .yAxisTitle(up)
                .build();
        chart.getStyler()
                .setXAxisLogarithmic(axes == Axes.LOGARITHMIC)
                .setYAxisLogarithmic(axes == Axes.LOGARITHMIC)
                .setXAxisDecimalPattern("#,##0.###")
                .setYAxisDecimalPattern("#,##0.###")
                // Dashes, which are the default, are written one by one: nine tenths of the file.
                .setPlotGridLinesStroke(new BasicStroke(GRID_WIDTH))
                .setSeriesColors(COLORS)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        if (axes == Axes.LINEAR) {
            chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0).setXAxisTickMarkSpacingHint(WIDE_STEP);
        }
        lines.forEach((subject, values) -> chart.addSeries(subject, at, values)
                .setMarker(SeriesMarkers.CIRCLE)
                .setLineStyle(new BasicStroke(LINE_WIDTH)));
        return chart;
    }

    /** Gives clip paths numbers in their order: those they come with differ each time, as would the file. */
    private static String numbered(String svg) {
        Map<String, String> numbers = new HashMap<>();
        return CLIP.matcher(svg)
                .replaceAll(clip -> numbers.computeIfAbsent(clip.group(), _ -> "clip" + (numbers.size() + 1)));
    }
}
