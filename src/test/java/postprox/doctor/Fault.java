package postprox.doctor;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A fault, and what the doctor says of it.
 *
 * @param ids     the diagnoses
 * @param planted the steps of {@link Ward}
 * @param words   words of what is found, or of the remedy
 */
record Fault(Set<String> ids, String planted, String words) {
    /** Reads {@code IDS | STEPS | WORDS}. */
    static Fault of(String line) {
        String[] parts = line.split(" +\\| +", 3);
        return new Fault(Set.of(parts[0].strip().split(" ")), parts[1], parts[2].strip());
    }

    /** Those of the diagnoses that are trouble. */
    Set<String> troubles() {
        return Arrays.stream(Diagnosis.values())
                .filter(diagnosis -> ids.contains(diagnosis.id()) && diagnosis.level() != Level.OK)
                .map(Diagnosis::id)
                .collect(Collectors.toSet());
    }

    /** Whether a remedy is a command that changes files of the test alone. */
    static boolean isForShell(String remedy) {
        return remedy.startsWith("postconf ")
                || remedy.startsWith("chmod ")
                || remedy.startsWith("sed ")
                || remedy.startsWith("echo ")
                || remedy.startsWith("install -d ")
                || remedy.startsWith("chgrp ")
                || remedy.startsWith("chown ");
    }

    @Override
    public String toString() {
        return String.join(" ", ids) + ": " + planted;
    }
}
