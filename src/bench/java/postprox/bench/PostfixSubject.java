package postprox.bench;

import java.util.Map;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Postfix;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Quantity;

/** The rate at which Postfix takes mail, and the processor time of all that is done for a message until it is gone. */
final class PostfixSubject implements Subject {
    private final Lab lab;
    private final Postfix postfix;
    private final RateSubject rate;

    PostfixSubject(String name, Lab lab, Postfix postfix, int port) {
        this.lab = lab;
        this.postfix = postfix;
        this.rate = RateSubject.compiling(name, lab, port, SmtpLoad.USUAL);
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
        double milliseconds = (lab.processorSeconds() - before) * 1000;
        return Map.of(Quantity.RATE, messages, Quantity.PROCESSOR_TIME, milliseconds / rate.messages());
    }
}
