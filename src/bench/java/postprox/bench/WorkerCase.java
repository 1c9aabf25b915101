package postprox.bench;

import java.util.List;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/** A worker that says yes, beside no filter: with the files of a message and without them, on disk and in memory. */
final class WorkerCase {
    private static final String PLAIN = "no filter";
    private static final String WORKER = "worker, files=no";
    private static final String PYTHON = "worker in Python, files=no";
    private static final String FILES = "worker";
    private static final String FILES_IN_MEMORY = "worker, -d /dev/shm";
    private static final int SESSIONS = 5_000;

    private WorkerCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        String yes = "worker:exec " + lab.checkout().resolve("target/bench/policy");
        String python = "worker:exec " + lab.checkout().resolve("examples/workers/worker.py");
        try (Server sink = peers.sink(SESSIONS);
                Server plain = peers.postprox(sink);
                Server worker = peers.postprox(sink, "--filter", yes + ",files=no");
                Server inPython = peers.postprox(sink, "--filter", python + ",files=no");
                Server files = peers.postprox(sink, "--filter", yes);
                Server filesInMemory = peers.postprox(sink, "--filter", yes, "-d", "/dev/shm")) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.compiling(PLAIN, lab, plain.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(WORKER, lab, worker.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(PYTHON, lab, inPython.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(FILES, lab, files.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(FILES_IN_MEMORY, lab, filesInMemory.port(), SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(
                            row(series, WORKER, new Target.Ratio(0.85)),
                            row(series, PYTHON, new Target.None()),
                            row(series, FILES, new Target.None()),
                            row(series, FILES_IN_MEMORY, new Target.None())),
                    series.file("worker"));
        }
    }

    private static Row row(Series series, String subject, Target target) {
        return Row.of(subject, series, Quantity.RATE, subject, PLAIN, target);
    }
}
