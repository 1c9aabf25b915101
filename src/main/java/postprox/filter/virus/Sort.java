package postprox.filter.virus;

/** What sort of finding it is that a scanner reports. */
public enum Sort {
    /** A virus, or another reason of the scanner's to block the message. */
    VIRUS,
    /** The scanner could not look at all of the message: it is encrypted, or nested too deep. */
    ENCRYPTED,
    /** The message is against a policy of the scanner's, or beyond a limit. */
    LIMITS;

    private static final String CLAMD_ENCRYPTED = "Heuristics.Encrypted.";
    private static final String CLAMD_LIMITS = "Heuristics.Limits.";

    /**
     * The sort of a finding by its name: clamd reports what it could not look at as it does a virus, also to a service that has it scan.
     *
     * @param otherwise the sort of a finding whose name does not tell
     */
    public static Sort of(String name, Sort otherwise) {
        if (name.startsWith(CLAMD_ENCRYPTED)) {
            return ENCRYPTED;
        }
        return name.startsWith(CLAMD_LIMITS) ? LIMITS : otherwise;
    }
}
