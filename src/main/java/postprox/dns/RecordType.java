package postprox.dns;

/** The types of records that are asked for, with their numbers (RFC 1035 section 3.2.2, RFC 3596, RFC 2782). */
public enum RecordType {
    A(1),
    CNAME(5),
    MX(15),
    AAAA(28),
    SRV(33);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
