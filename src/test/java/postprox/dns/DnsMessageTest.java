package postprox.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Answers as RFC 1035 writes them, whole, cut off at every place, and forged. */
class DnsMessageTest {
    private static final int ID = 4711;
    private static final String NAME = "example.org";

    private static byte[] answer(int flags, byte[]... records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] question = DnsMessage.question(ID, NAME, RecordType.MX);
        question[2] = (byte) (flags >> 8);
        question[3] = (byte) flags;
        question[7] = (byte) records.length;
        out.writeBytes(question);
        for (byte[] record : records) {
            out.writeBytes(record);
        }
        return out.toByteArray();
    }

    /** A record of the name in the question (a pointer to octet 12). */
    private static byte[] record(int type, int ttl, byte... data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xC0, 12, 0, (byte) type, 0, 1});
        out.writeBytes(new byte[] {0, 0, (byte) (ttl >> 8), (byte) ttl, 0, (byte) data.length});
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static byte[] mx(int preference, String label) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) (preference >> 8), (byte) preference, (byte) label.length()});
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {(byte) 0xC0, 12});
        return record(15, 60, out.toByteArray());
    }

    private static Answer read(byte[] bytes) throws MalformedAnswer {
        return DnsMessage.answer(bytes, bytes.length, ID, NAME, RecordType.MX);
    }

    @Property(tries = 200)
    void recordsAreReadAsTheyWereWritten(
            @ForAll @Size(max = 5) List<@AlphaChars @StringLength(min = 1, max = 63) String> labels,
            @ForAll @IntRange(max = 65_535) int preference)
            throws MalformedAnswer {
        byte[][] records = labels.stream().map(label -> mx(preference, label)).toArray(byte[][]::new);

        List<DnsRecord.Mx> found = read(answer(0x8180, records)).of(NAME, DnsRecord.Mx.class);

        assertThat(found)
                .extracting(DnsRecord.Mx::host)
                .isEqualTo(labels.stream()
                        .map(label -> label.toLowerCase(Locale.ROOT) + "." + NAME)
                        .toList());
        assertThat(found).allMatch(mx -> mx.preference() == preference && mx.ttl() == 60);
    }

    @Property(tries = 100)
    void anAnswerThatIsCutOffIsNone(@ForAll @IntRange(max = 80) int length) {
        byte[] whole = answer(0x8180, mx(10, "a"), mx(20, "b"));

        assertThatThrownBy(() -> DnsMessage.answer(whole, Math.min(length, whole.length - 1), ID, NAME, RecordType.MX))
                .isInstanceOf(MalformedAnswer.class);
    }

    @Example
    void whatServersSayOfANameIsKnown() throws MalformedAnswer {
        assertThat(read(answer(0x8180)).status()).isEqualTo(Answer.Status.OK);
        assertThat(read(answer(0x8183)).status()).isEqualTo(Answer.Status.NO_SUCH_NAME);
        assertThat(read(answer(0x8182)).status()).isEqualTo(Answer.Status.FAILED);
        assertThat(read(answer(0x8185)).status()).isEqualTo(Answer.Status.FAILED);
        assertThat(read(answer(0x8380, mx(10, "a"))).isCut()).isTrue();
    }

    @Example
    void anAliasIsFollowedAndACircleOfThemEnds() throws MalformedAnswer {
        byte[] toSelf = record(5, 30, (byte) 0xC0, (byte) 12);
        byte[] toA = record(5, 30, (byte) 1, (byte) 'a', (byte) 0);
        byte[] addressOfA = {1, 'a', 0, 0, 1, 0, 1, 0, 0, 0, 20, 0, 4, 127, 0, 0, 2};

        assertThat(read(answer(0x8180, toSelf)).of(NAME, DnsRecord.Address.class))
                .isEmpty();
        Answer answer = read(answer(0x8180, toA, addressOfA));
        assertThat(answer.of(NAME, DnsRecord.Address.class))
                .extracting(record -> record.address().getHostAddress())
                .containsExactly("127.0.0.2");
        assertThat(answer.ttl()).isEqualTo(20);
    }

    @Example
    void anAnswerToAnotherQuestionIsNone() {
        byte[] good = answer(0x8180, mx(10, "a"));
        byte[] question = answer(0x0100, mx(10, "a"));

        assertThatThrownBy(() -> DnsMessage.answer(good, good.length, ID + 1, NAME, RecordType.MX))
                .isInstanceOf(MalformedAnswer.class);
        assertThatThrownBy(() -> DnsMessage.answer(good, good.length, ID, "example.net", RecordType.MX))
                .isInstanceOf(MalformedAnswer.class);
        assertThatThrownBy(() -> DnsMessage.answer(good, good.length, ID, NAME, RecordType.SRV))
                .isInstanceOf(MalformedAnswer.class);
        assertThatThrownBy(() -> read(question)).isInstanceOf(MalformedAnswer.class);
    }

    @Example
    void aNameThatLeadsToItselfIsNoName() {
        int self = DnsMessage.question(ID, NAME, RecordType.MX).length + 12;

        assertThatThrownBy(() -> read(answer(0x8180, record(5, 30, (byte) 0xC0, (byte) self))))
                .isInstanceOf(MalformedAnswer.class);
    }

    @Example
    void onlyNamesOfTheWireCanBeAskedFor() {
        for (String name : List.of("a", "example.org", "_smtp._tcp.example.org", "x".repeat(63) + ".org")) {
            assertThat(DnsMessage.isName(name)).as(name).isTrue();
        }
        for (String name :
                List.of("", ".", "a..b", ".a", "a.", "x".repeat(64), "a b", "a\tb", "ü", "a.".repeat(127) + "a")) {
            assertThat(DnsMessage.isName(name)).as(name).isFalse();
        }
    }

    /** resolv.conf(5). */
    @Example
    void theNameServersOfTheMachineAreThoseOfItsFile() {
        assertThat(NameServers.read("""
                        # comment
                        search example.org
                        nameserver 192.0.2.1
                        nameserver\t2001:db8::1  # a comment
                        nameserver not-an-address
                        nameserver
                        nameserver 192.0.2.3
                        nameserver 192.0.2.4
                        """))
                .extracting(server -> server.getAddress().getHostAddress() + " " + server.getPort())
                .containsExactly("192.0.2.1 53", "2001:db8:0:0:0:0:0:1 53", "192.0.2.3 53");
    }
}
