package postprox.doctor;

import java.util.List;

/**
 * What a check has found.
 *
 * @param diagnosis what it is, and why it matters
 * @param where     the place, such as {@code master.cf: 127.0.0.1:10026/inet}
 * @param what      what is there, in one line with one byte a character
 * @param remedy    what mends it: commands, or sentences; none for what is as it should be
 */
public record Finding(Diagnosis diagnosis, String where, String what, List<String> remedy) {
    public Finding {
        remedy = List.copyOf(remedy);
    }

    /** Whether anything is to be done. */
    public boolean isTrouble() {
        return diagnosis.level() != Level.OK;
    }
}
