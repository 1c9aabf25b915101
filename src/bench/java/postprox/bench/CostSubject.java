package postprox.bench;

import java.util.Map;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.ProcFs;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Quantity;

/** The processor time that one server takes for a message, its children's included, and nobody else's. */
final class CostSubject implements Subject {
    private static final double MILLIS = 1000;

    private final Server server;
    private final RateSubject load;

    CostSubject(String name, Lab lab, Server server, SmtpLoad load) {
        this.server = server;
        this.load = RateSubject.compiling(name, lab, server.port(), load);
    }

    @Override
    public String name() {
        return load.name();
    }

    @Override
    public void warmUp(Pace pace) throws MeasurementException, InterruptedException {
        load.warmUp(pace);
    }

    @Override
    public Map<Quantity, Double> measure() throws MeasurementException, InterruptedException {
        double before = seconds();
        var _ = load.measure();
        return Map.of(Quantity.PROCESSOR_TIME, (seconds() - before) * MILLIS / load.messages());
    }

    private double seconds() throws MeasurementException {
        return ProcFs.processorSeconds(server.pid())
                .orElseThrow(() -> new MeasurementException(name() + ": the server has ended"));
    }
}
