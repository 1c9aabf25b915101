package postprox.bench;

import java.util.Map;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Quantity;

/** The rate at which a server takes a load: messages a second, and megabytes of content a second. */
final class RateSubject implements Subject {
    private static final double MEGABYTE = 1e6;

    private final String name;
    private final Lab lab;
    private final int port;
    private final SmtpLoad load;
    private final boolean compiling;
    private int messages;

    private RateSubject(String name, Lab lab, int port, SmtpLoad load, boolean compiling) {
        this.name = name;
        this.lab = lab;
        this.port = port;
        this.load = load;
        this.compiling = compiling;
        this.messages = load.sessions();
    }

    /** A server that is as fast at once as it will ever be. */
    static RateSubject steady(String name, Lab lab, Server server, SmtpLoad load) {
        return new RateSubject(name, lab, server.port(), load, false);
    }

    /** A server, at this port, behind which is a JVM that compiles what turns out to be hot. */
    static RateSubject compiling(String name, Lab lab, int port, SmtpLoad load) {
        return new RateSubject(name, lab, port, load, true);
    }

    @Override
    public String name() {
        return name;
    }

    /** How many messages make a round, once it is warmed up. */
    int messages() {
        return messages;
    }

    /** Finds out how many messages make a round, with more and more of them. */
    @Override
    public void warmUp(Pace pace) throws MeasurementException, InterruptedException {
        double seconds = compiling ? pace.warmUp() : pace.round();
        double spent = 0;
        while (spent < seconds) {
            double rate = load.rate(lab, port, messages);
            spent += messages / rate;
            messages = Math.max(load.sessions(), (int) Math.min(rate * pace.round(), messages * 4.0));
        }
    }

    @Override
    public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
        double rate = load.rate(lab, port, messages);
        return Map.of(Quantity.RATE, rate, Quantity.THROUGHPUT, rate * load.bytes() / MEGABYTE);
    }
}
