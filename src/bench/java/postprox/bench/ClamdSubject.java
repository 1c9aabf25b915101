package postprox.bench;

import java.util.HashMap;
import java.util.Map;
import postprox.bench.lab.Clamd;
import postprox.bench.lab.MeasurementException;
import postprox.bench.report.Quantity;

/** The rate of mail that clamd scans, and the processor time that a message costs in clamd alone. */
final class ClamdSubject implements Subject {
    private static final double MILLIS = 1000;

    private final Clamd clamd;
    private final RateSubject rate;

    ClamdSubject(Clamd clamd, RateSubject rate) {
        this.clamd = clamd;
        this.rate = rate;
    }

    @Override
    public String name() {
        return rate.name();
    }

    @Override
    public void warmUp(Pace pace) throws MeasurementException, InterruptedException {
        rate.warmUp(pace);
    }

    @Override
    public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
        double before = clamd.processorSeconds();
        Map<Quantity, Double> found = new HashMap<>(rate.measure());
        found.put(Quantity.PROCESSOR_TIME, (clamd.processorSeconds() - before) * MILLIS / rate.messages());
        return found;
    }
}
