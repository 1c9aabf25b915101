package postprox.log;

/** How much a log line matters, with its number in syslog (RFC 5424 section 6.2.1). */
public enum Severity {
    ERROR(3),
    WARNING(4),
    INFO(6),
    DEBUG(7);

    private final int number;

    Severity(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
