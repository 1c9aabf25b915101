package postprox.bench;

import java.util.Map;
import postprox.bench.lab.MeasurementException;
import postprox.bench.report.Quantity;

/** Something that is measured, round by round. */
interface Subject {
    String name();

    /** Everything that must have happened before a measurement counts. */
    default void warmUp(Pace pace) throws MeasurementException, InterruptedException {}

    /** What one round finds. */
    Map<Quantity, Double> measure() throws MeasurementException, InterruptedException;
}
