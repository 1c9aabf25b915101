package postprox.doctor;

import java.io.IOException;

/** Looks at one subject. */
@FunctionalInterface
interface Check {
    /**
     * Looks, and adds what it finds.
     *
     * @throws IOException if a program of the machine that the check needs cannot be run
     */
    void look(Patient patient, Findings findings) throws IOException;
}
