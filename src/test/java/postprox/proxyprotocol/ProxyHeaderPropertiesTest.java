package postprox.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import postprox.smtp.AddressText;
import postprox.testkit.BalancerHeader;
import postprox.text.WireText;

/** Each client that a balancer can have is told, in both versions, in whatever portions the header comes, and nothing else is taken. */
class ProxyHeaderPropertiesTest {
    @Property
    void versionOneTellsEachClient(
            @ForAll("addresses") InetAddress client,
            @ForAll @IntRange(max = 65_535) int port,
            @ForAll("portions") List<Integer> portions,
            @ForAll @StringLength(max = 40) String dialogue)
            throws IOException, WrongHeaderException {
        String header = BalancerHeader.v1(AddressText.of(client.getHostAddress()), port);
        assertTold(header, portions, dialogue, new InetSocketAddress(client, port), "");
    }

    @Property
    void versionTwoTellsEachClient(
            @ForAll("addresses") InetAddress client,
            @ForAll @IntRange(max = 65_535) int port,
            @ForAll("ids") String id,
            @ForAll("portions") List<Integer> portions,
            @ForAll @StringLength(max = 40) String dialogue)
            throws IOException, WrongHeaderException {
        byte[] bytes = client.getAddress();
        String address = WireText.of(bytes, 0, bytes.length);
        int family = bytes.length == 4 ? BalancerHeader.TCP4 : BalancerHeader.TCP6;
        String ports = "" + (char) (port >> 8) + (char) (port & 0xFF) + "\0\u0019";
        String header = BalancerHeader.withChecksum(BalancerHeader.v2(
                BalancerHeader.PROXY, family, address + address + ports + BalancerHeader.field(5, id)));
        assertTold(header, portions, dialogue, new InetSocketAddress(client, port), id);
    }

    /** A byte that the checksum covers is not changed unnoticed. */
    @Property
    void aDamagedHeaderIsWrong(
            @ForAll @IntRange(min = 16, max = 34) int at, @ForAll @IntRange(min = 1, max = 255) int by) {
        StringBuilder header = new StringBuilder(BalancerHeader.withChecksum(
                BalancerHeader.v2(BalancerHeader.PROXY, BalancerHeader.TCP4, BalancerHeader.ADDRESSES)));
        // The type of the checksum's own field is not changed: then there is none.
        int place = at == 28 ? 27 : at;
        header.setCharAt(place, (char) (header.charAt(place) ^ by));
        assertThat(isWrong(header.toString())).isTrue();
    }

    /** A separator that is missing is never made up for. */
    @Property
    void aLineWithoutOneOfItsSeparatorsIsWrong(@ForAll @IntRange(max = 99) int chosen) {
        String line = BalancerHeader.v1("203.0.113.7", 40_000);
        List<Integer> separators = IntStream.range(0, line.length())
                .filter(at -> " .\r\n".indexOf(line.charAt(at)) >= 0)
                .boxed()
                .toList();
        int at = separators.get(chosen % separators.size());
        assertThat(isWrong(line.substring(0, at) + line.substring(at + 1))).isTrue();
    }

    private static boolean isWrong(String header) {
        try {
            var _ = ProxyHeaderReader.read(new CountedBytes(header, List.of()));
            return false;
        } catch (WrongHeaderException e) {
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertTold(
            String header, List<Integer> portions, String dialogue, InetSocketAddress client, String id)
            throws IOException, WrongHeaderException {
        CountedBytes in = new CountedBytes(header + dialogue, portions);
        assertThat(ProxyHeaderReader.read(in)).contains(new ProxyHeader(Optional.of(client), false, id));
        assertThat(in.taken()).isEqualTo(header.length());
    }

    @Provide
    static Arbitrary<InetAddress> addresses() {
        Arbitrary<byte[]> four = Arbitraries.bytes().array(byte[].class).ofSize(4);
        Arbitrary<byte[]> six = Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofSize(16),
                        Arbitraries.integers().between(0, 16),
                        Arbitraries.integers().between(0, 16))
                .as(ProxyHeaderPropertiesTest::withZeros);
        return Arbitraries.oneOf(four, six).map(ProxyHeaderPropertiesTest::address);
    }

    private static byte[] withZeros(byte[] bytes, int from, int to) {
        byte[] changed = bytes.clone();
        for (int at = from; at < to; at++) {
            changed[at] = 0;
        }
        return changed;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Provide
    static Arbitrary<List<Integer>> portions() {
        return Arbitraries.integers().between(1, 60).list().ofMaxSize(8);
    }

    @Provide
    static Arbitrary<String> ids() {
        return Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(128);
    }
}
