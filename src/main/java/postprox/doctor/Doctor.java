package postprox.doctor;

import java.io.IOException;
import java.util.List;
import postprox.postfix.Postfix;

/** Examines one instance of Postfix and its postprox. */
public final class Doctor {
    /** A check, and how far an examination must go for it. */
    private record Step(Depth depth, Check check) {}

    /** All checks, in their order. */
    private static final List<Step> STEPS = List.of(
            new Step(Depth.FILES, PostfixCheck::look),
            new Step(Depth.FILES, RouteCheck::look),
            new Step(Depth.FILES, LoopCheck::look),
            new Step(Depth.FILES, SpawnCheck::look),
            new Step(Depth.FILES, SettingsCheck::look),
            new Step(Depth.FILES, FilterCheck::look),
            new Step(Depth.FILES, BehindCheck::look),
            new Step(Depth.FILES, ContentCheck::look),
            new Step(Depth.FILES, TimeCheck::look),
            new Step(Depth.FILES, CapacityCheck::look),
            new Step(Depth.QUICK, PostfixCheck::instances),
            new Step(Depth.QUICK, ConnectionCheck::look),
            new Step(Depth.FULL, TrialCheck::look));

    private Doctor() {}

    /**
     * Examines an instance on this machine.
     *
     * @return all findings: what is as it should be, then problems, then warnings
     * @throws IOException if a program that a check needs, such as postconf(1), cannot be run
     */
    public static List<Finding> examine(Postfix postfix, Depth depth) throws IOException {
        return examine(postfix, depth, Machine.USUAL);
    }

    /** Examines an instance on a machine that has its files elsewhere. */
    public static List<Finding> examine(Postfix postfix, Depth depth, Machine machine) throws IOException {
        Patient patient = Patient.of(postfix, machine);
        Findings findings = new Findings();
        for (Step step : STEPS) {
            if (depth.includes(step.depth())) {
                step.check().look(patient, findings);
            }
        }
        return findings.all();
    }
}
