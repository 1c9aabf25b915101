package postprox.doctor;

/** How bad a finding is. */
public enum Level {
    /** This is as it should be, or is worth knowing. */
    OK("ok"),
    /** Mail flows, but not as the administrator may think; or it will stop one day. */
    WARN("WARN"),
    /** Mail does not flow, goes round, or passes by the filter. */
    BAD("BAD");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    /** The word for people. */
    public String word() {
        return word;
    }
}
