package postprox.doctor;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import postprox.postfix.Postfix;

/** Examines one instance of Postfix and its postprox. */
public final class Doctor {
    /** A check, and how far an examination must go for it. */
    private record Step(Depth depth, Check check) {}

    /** The last one takes as long as a filter does. */
    private static final String WAITS =
            "the filter is run on a clean message, for 20 seconds at most (not with --quick)";

    /** All checks, in their order. */
    private static final List<Step> STEPS = List.of(
            new Step(Depth.FILES, PostfixCheck::look),
            new Step(Depth.FILES, RouteCheck::look),
            new Step(Depth.FILES, LoopCheck::look),
            new Step(Depth.FILES, SpawnCheck::look),
            new Step(Depth.FILES, SettingsCheck::look),
            new Step(Depth.FILES, LogCheck::look),
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
        return examine(postfix, depth, Machine.USUAL, _ -> {});
    }

    /**
     * Examines an instance on a machine that may have its files elsewhere.
     *
     * @param waits is told what takes long, before it begins
     */
    public static List<Finding> examine(Postfix postfix, Depth depth, Machine machine, Consumer<String> waits)
            throws IOException {
        Patient patient = Patient.of(postfix, machine);
        Findings findings = new Findings();
        for (Step step : STEPS) {
            if (depth.includes(step.depth())) {
                if (step.depth() == Depth.FULL && !patient.proxies().isEmpty()) {
                    waits.accept(WAITS);
                }
                step.check().look(patient, findings);
            }
        }
        return findings.all();
    }
}
