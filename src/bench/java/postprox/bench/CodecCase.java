package postprox.bench;

import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import postprox.bench.lab.MeasurementException;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;
import postprox.smtp.CodecBenchmark;

/** The codec without sockets and files, beside a plain copy of the same bytes. */
final class CodecCase {
    private static final String COPY = "copy";

    private CodecCase() {}

    static Findings measure(Pace pace) throws MeasurementException {
        Options options = new OptionsBuilder()
                .include(CodecBenchmark.class.getName())
                .forks(1)
                // What JMH does with Unsafe, the JVM would warn of.
                .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .measurementIterations(pace.rounds())
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Series series = new Series();
        try {
            for (RunResult result : new Runner(options).run()) {
                addTo(series, result);
            }
        } catch (RunnerException e) {
            throw new MeasurementException("JMH: " + e.getMessage(), e);
        }
        return Findings.of(
                List.of(row("DataReader", series), row("DataWriter", series), row("LineEnd", series)),
                series.file("codec"));
    }

    private static void addTo(Series series, RunResult result) {
        BenchmarkParams params = result.getParams();
        String name = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                series.add(
                        name, Quantity.CODEC_SPEED, iteration.getPrimaryResult().getScore());
            }
        }
    }

    private static Row row(String type, Series series) {
        String method = Character.toLowerCase(type.charAt(0)) + type.substring(1);
        return Row.of(type, series, Quantity.CODEC_SPEED, method, COPY, new Target.None());
    }
}
