package postprox.dns;

import static postprox.testkit.Promise.holds;

/** What somebody sends as the answer of a name server: records of the wanted kind, or a complaint. */
public final class DnsFuzz {
    private static final int ID = 0x3132;

    private DnsFuzz() {}

    public static void attack(byte[] input) {
        for (RecordType type : RecordType.values()) {
            attack(input, type);
        }
    }

    private static void attack(byte[] input, RecordType type) {
        byte[] question = DnsMessage.question(ID, "a.example", type);
        read(input, type);

        // Hardly any other input has the head of an answer. Its number, flags and counts come from the input's
        // beginning.
        byte[] answer = new byte[question.length + input.length];
        System.arraycopy(question, 0, answer, 0, question.length);
        System.arraycopy(input, 0, answer, question.length, input.length);
        answer[2] = (byte) 0x81;
        answer[3] = 0;
        answer[7] = input.length == 0 ? 0 : input[0];
        read(answer, type);
    }

    private static void read(byte[] bytes, RecordType type) {
        try {
            Answer answer = DnsMessage.answer(bytes, bytes.length, ID, "a.example", type);
            for (DnsRecord record : answer.records()) {
                check(record.owner());
                holds("a time", record.ttl() >= 0 && record.ttl() < 1L << 31);
                switch (record) {
                    case DnsRecord.Address(String _, long _, var _) -> {}
                    case DnsRecord.Alias alias -> check(alias.name());
                    case DnsRecord.Mx mx -> {
                        check(mx.host());
                        holds("a preference", mx.preference() >= 0 && mx.preference() <= 65_535);
                    }
                    case DnsRecord.Srv srv -> {
                        check(srv.host());
                        holds("a port", srv.port() >= 0 && srv.port() <= 65_535);
                    }
                }
            }
            for (DnsRecord found : answer.of("a.example", DnsRecord.class)) {
                holds("one of the records", answer.records().contains(found));
            }
        } catch (MalformedAnswer e) {
            holds("it says what is wrong", !String.valueOf(e.getMessage()).isEmpty());
        }
    }

    private static void check(String name) {
        holds("a bounded name", name.length() <= 255);
        holds("a printable name", name.chars().allMatch(c -> c > ' ' && c < 0x7F && !(c >= 'A' && c <= 'Z')));
    }
}
