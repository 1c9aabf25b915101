package postprox.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.text.WireText;

/** Questions to name servers and their answers, as bytes (RFC 1035 section 4). */
final class DnsMessage {
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int IS_ANSWER = 0x8000;
    private static final int OPERATION = 0x7800;
    private static final int CUT = 0x0200;
    private static final int CODE = 0x000F;
    private static final int NO_SUCH_NAME = 3;
    private static final int INTERNET = 1;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;
    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;

    private DnsMessage() {}

    /** Whether a name can be asked for: labels of 1 to 63 octets with dots between them, 253 together (RFC 1035 section 2.3.4). */
    static boolean isName(String name) {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' ? label == 0 : c <= ' ' || c >= 0x7F) {
                return false;
            }
            label = c == '.' ? 0 : label + 1;
            if (label > LONGEST_LABEL) {
                return false;
            }
        }
        return label > 0 && name.length() <= LONGEST_NAME;
    }

    /**
     * The bytes of a question.
     *
     * @param id   a number that the answer must have too, from 0 to 65,535
     * @param name a name by {@link #isName}
     */
    static byte[] question(int id, String name, RecordType type) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(out, id);
        number(out, RECURSION_DESIRED);
        number(out, 1);
        number(out, 0);
        number(out, 0);
        number(out, 0);
        int from = 0;
        for (int at = 0; at <= name.length(); at++) {
            if (at == name.length() || name.charAt(at) == '.') {
                out.write(at - from);
                out.writeBytes(WireText.bytes(name.substring(from, at)));
                from = at + 1;
            }
        }
        out.write(0);
        number(out, type.number());
        number(out, INTERNET);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.write(number >> 8);
        out.write(number);
    }

    /**
     * Reads the answer to a question.
     *
     * @param name the name as it was asked for, in lower case
     * @throws MalformedAnswer if the bytes are no answer, or answer another question
     */
    static Answer answer(byte[] bytes, int length, int id, String name, RecordType type) throws MalformedAnswer {
        DnsPacket packet = new DnsPacket(bytes, length);
        int answered = packet.number();
        int flags = packet.number();
        int questions = packet.number();
        int records = packet.number();
        packet.skipTo(packet.position() + 4);
        if (answered != id || (flags & IS_ANSWER) == 0 || (flags & OPERATION) != 0 || questions != 1) {
            throw new MalformedAnswer("it answers another question");
        }
        if (!packet.name().equals(name) || packet.number() != type.number() || packet.number() != INTERNET) {
            throw new MalformedAnswer("it answers another question");
        }
        boolean isCut = (flags & CUT) != 0;
        List<DnsRecord> all = new ArrayList<>();
        for (int i = 0; i < records && !isCut; i++) {
            record(packet).ifPresent(all::add);
        }
        Answer.Status status = switch (flags & CODE) {
            case 0 -> Answer.Status.OK;
            case NO_SUCH_NAME -> Answer.Status.NO_SUCH_NAME;
            default -> Answer.Status.FAILED;
        };
        return new Answer(status, isCut, all);
    }

    private static Optional<DnsRecord> record(DnsPacket packet) throws MalformedAnswer {
        String owner = packet.name();
        int type = packet.number();
        boolean isInternet = packet.number() == INTERNET;
        long ttl = packet.ttl();
        int length = packet.number();
        int end = packet.position() + length;
        Optional<DnsRecord> record = isInternet ? known(packet, type, owner, ttl, length) : Optional.empty();
        if (record.isPresent() && packet.position() != end) {
            throw new MalformedAnswer("a record of a wrong length");
        }
        packet.skipTo(end);
        return record;
    }

    private static Optional<DnsRecord> known(DnsPacket packet, int number, String owner, long ttl, int length)
            throws MalformedAnswer {
        for (RecordType type : RecordType.values()) {
            if (type.number() == number) {
                return Optional.of(
                        switch (type) {
                            case A -> new DnsRecord.Address(owner, ttl, address(packet, length, IPV4_OCTETS));
                            case AAAA -> new DnsRecord.Address(owner, ttl, address(packet, length, IPV6_OCTETS));
                            case CNAME -> new DnsRecord.Alias(owner, ttl, packet.name());
                            case MX -> new DnsRecord.Mx(owner, ttl, packet.number(), packet.name());
                            case SRV ->
                                new DnsRecord.Srv(
                                        owner, ttl, packet.number(), packet.number(), packet.number(), packet.name());
                        });
            }
        }
        return Optional.empty();
    }

    private static InetAddress address(DnsPacket packet, int length, int octets) throws MalformedAnswer {
        if (length != octets) {
            throw new MalformedAnswer("an address of " + length + " octets");
        }
        return packet.address(octets);
    }
}
