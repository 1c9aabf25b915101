package postprox.bench;

import java.util.Map;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Postfix;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Quantity;

/**
 * The rate at which Postfix takes mail, the time that a session takes for a message on average, and the processor time of all that is
 * done for a message until it is gone.
 */
final class PostfixSubject implements Subject {
    private static final double MILLIS = 1000;

    private final Lab lab;
    private final Postfix postfix;
    private final int sessions;
    private final RateSubject rate;

    PostfixSubject(String name, Lab lab, Postfix postfix, int port) {
        this(name, lab, postfix, port, SmtpLoad.USUAL);
    }

    PostfixSubject(String name, Lab lab, Postfix postfix, int port, SmtpLoad load) {
        this.lab = lab;
        this.postfix = postfix;
        this.sessions = load.sessions();
        this.rate = RateSubject.compiling(name, lab, port, load);
    }

    @Override
    public String name() {
        return rate.name();
    }

    @Override
    public void warmUp(Pace pace) throws MeasurementException, InterruptedException {
        rate.warmUp(pace);
        postfix.awaitEmptyQueue();
    }

    @Override
    public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
        double before = lab.processorSeconds();
        double messages = rate.measure().getOrDefault(Quantity.RATE, 0.0);
        postfix.awaitEmptyQueue();
        double milliseconds = (lab.processorSeconds() - before) * MILLIS;
        return Map.of(
                Quantity.RATE,
                messages,
                Quantity.MEDIAN_TIME,
                sessions * MILLIS / messages,
                Quantity.PROCESSOR_TIME,
                milliseconds / rate.messages());
    }
}
