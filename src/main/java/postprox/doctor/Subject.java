package postprox.doctor;

/**
 * One postprox that is examined, and where findings about it go.
 *
 * @param patient what it belongs to
 */
record Subject(Patient patient, Proxy proxy, Findings findings) {
    Mend mend() {
        return patient.mend();
    }

    /** Adds what is found at the place where this postprox is set up. */
    void add(Diagnosis diagnosis, String what, String... remedy) {
        findings.add(diagnosis, proxy.where(), what, remedy);
    }
}
