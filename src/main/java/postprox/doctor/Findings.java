package postprox.doctor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects findings in their order, each once. Not thread-safe. */
final class Findings {
    private final Set<Finding> found = new LinkedHashSet<>();

    void add(Diagnosis diagnosis, String where, String what, String... remedy) {
        found.add(new Finding(diagnosis, where, what, List.of(remedy)));
    }

    /** Whether one of some diagnoses was found at a place. */
    boolean has(String where, Set<Diagnosis> diagnoses) {
        return found.stream()
                .anyMatch(finding -> finding.where().equals(where) && diagnoses.contains(finding.diagnosis()));
    }

    /** All of them: what is as it should be, then problems, then warnings, as a reader wants the worst near the end of the screen. */
    List<Finding> all() {
        List<Finding> sorted = new ArrayList<>();
        for (Level level : List.of(Level.OK, Level.BAD, Level.WARN)) {
            for (Finding finding : found) {
                if (finding.diagnosis().level() == level) {
                    sorted.add(finding);
                }
            }
        }
        return List.copyOf(sorted);
    }
}
