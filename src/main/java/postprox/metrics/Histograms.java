package postprox.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;

/** Makes histograms with fixed buckets alone: native ones need protobuf, which postprox does not speak. */
final class Histograms {
    /** Seconds, from a fast next hop to the deadline of a message. */
    private static final double[] TIMES = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 90};

    private static final double[] SIZES = {1e3, 4e3, 16e3, 64e3, 256e3, 1e6, 4e6, 16e6, 64e6};

    private static final double NANOS = 1e9;

    private Histograms() {}

    /** Of times; its name ends in _seconds. */
    static Histogram.Builder ofTimes(String name) {
        return of(name, TIMES);
    }

    /** Of sizes; its name ends in _bytes. */
    static Histogram.Builder ofSizes(String name) {
        return of(name, SIZES);
    }

    private static Histogram.Builder of(String name, double... bounds) {
        Histogram.Builder builder = Histogram.builder();
        builder.name(name).withoutExemplars();
        return builder.classicOnly().classicUpperBounds(bounds);
    }

    static void observe(DistributionDataPoint point, Duration time) {
        point.observe(time.toNanos() / NANOS);
    }
}
