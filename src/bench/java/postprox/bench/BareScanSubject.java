package postprox.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import postprox.bench.lab.Clamd;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.report.Quantity;

/** The rate at which clamd scans what a C program gives it that does nothing else ({@code src/bench/c/clamscan.c}). */
final class BareScanSubject implements Subject {
    private static final double MEGABYTE = 1e6;
    private static final double MILLIS = 1000;
    private static final int FIRST_COUNT = 20;

    private final String name;
    private final Lab lab;
    private final Clamd clamd;
    private final List<String> place;
    private final int threads;
    private final Path message;
    private final int bytes;
    private int scans = FIRST_COUNT;

    private BareScanSubject(
            String name, Lab lab, Clamd clamd, List<String> place, int threads, Path message, int bytes) {
        this.name = name;
        this.lab = lab;
        this.clamd = clamd;
        this.place = place;
        this.threads = threads;
        this.message = message;
        this.bytes = bytes;
    }

    /** Passes a descriptor over the Unix socket. */
    static BareScanSubject passing(String name, Lab lab, Clamd clamd, int threads, Path message, int bytes) {
        return new BareScanSubject(
                name, lab, clamd, List.of(clamd.socket().toString(), "fildes"), threads, message, bytes);
    }

    /** Streams the content over TCP. */
    static BareScanSubject streaming(String name, Lab lab, Clamd clamd, int threads, Path message, int bytes) {
        List<String> place = List.of(Integer.toString(clamd.server().port()), "stream");
        return new BareScanSubject(name, lab, clamd, place, threads, message, bytes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void warmUp(Pace pace) throws MeasurementException, InterruptedException {
        scans = Math.max(threads, (int) (rate() * pace.round()));
    }

    @Override
    public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
        double before = clamd.processorSeconds();
        double rate = rate();
        return Map.of(
                Quantity.RATE,
                rate,
                Quantity.THROUGHPUT,
                rate * bytes / MEGABYTE,
                Quantity.PROCESSOR_TIME,
                (clamd.processorSeconds() - before) * MILLIS / scans);
    }

    private double rate() throws MeasurementException, InterruptedException {
        String program = lab.checkout().resolve("target/bench/clamscan").toString();
        String said = lab.run(List.of(
                program,
                place.getFirst(),
                place.getLast(),
                Integer.toString(threads),
                Integer.toString(scans),
                message.toString()));
        return Double.parseDouble(said.strip());
    }
}
