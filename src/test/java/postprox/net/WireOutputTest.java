package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.MemoryBudget;
import postprox.testkit.Monologue;

/** What is sent arrives in its order, in few packets of bounded size. */
final class WireOutputTest {
    private static final int MOST = 32 * 1024;

    private final Monologue peer = new Monologue("");
    private final WireOutput out = new WireOutput(peer, MemoryBudget.UNLIMITED);

    @Test
    void manyPiecesLeaveInOnePacketWhenItIsTime() throws WireException {
        String piece = "x".repeat(99) + "\n";
        for (int i = 0; i < MOST / 100; i++) {
            out.write(bytes(piece));
        }
        assertThat(peer.packets()).isEmpty();
        out.flush();
        assertThat(peer.packets()).containsExactly(piece.repeat(MOST / 100));
        out.flush();
        assertThat(peer.packets()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 129, 511, 512, 513, MOST / 2, MOST - 1, MOST, MOST + 1, 3 * MOST})
    void piecesOfAnySizeKeepTheirOrder(int length) throws WireException {
        StringBuilder all = new StringBuilder();
        for (char c = 'a'; c < 'g'; c++) {
            String piece = String.valueOf(c).repeat(c % 2 == 0 ? 100 : length);
            out.write(bytes(piece));
            all.append(piece);
        }
        out.flush();
        assertThat(peer.heard()).isEqualTo(all.toString());
        assertThat(peer.packets()).allMatch(packet -> packet.length() <= Math.max(MOST, length));
    }

    @Test
    void whatFillsThePacketToItsLastByteStillWaits() throws WireException {
        out.write(bytes("x".repeat(MOST - 1)));
        out.write(bytes("y"));
        assertThat(peer.packets()).isEmpty();
        out.write(bytes("z"));
        assertThat(peer.packets()).containsExactly("x".repeat(MOST - 1) + "y");
    }

    /** Smaller packets, and nothing lost. */
    @Test
    void withoutRoomToCollectEachPieceLeavesAtOnce() throws WireException {
        WireOutput poor = new WireOutput(peer, new SpentBudget());
        poor.write(bytes("x".repeat(5000)));
        poor.write(bytes("y".repeat(5000)));
        poor.write(bytes("z"));
        poor.flush();
        assertThat(peer.packets()).containsExactly("x".repeat(5000), "y".repeat(5000), "z");
    }

    @Test
    void partOfABufferIsSentAndNothingAroundIt() throws WireException {
        out.write(bytes("abcdef"), 2, 3);
        out.flush();
        assertThat(peer.packets()).isEqualTo(List.of("cde"));
    }

    @Test
    void whatWasTakenBackIsNotSent() throws WireException {
        out.write(bytes("the end of a message"));
        out.clear();
        out.write(bytes("QUIT\r\n"));
        out.flush();
        assertThat(peer.packets()).containsExactly("QUIT\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Has nothing left. */
    private static final class SpentBudget implements MemoryBudget {
        @Override
        public boolean reserve(long bytes) {
            return false;
        }

        @Override
        public void charge(long bytes) {}

        @Override
        public void release(long bytes) {}

        @Override
        public boolean hasRoom() {
            return false;
        }
    }
}
