package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import postprox.testkit.ScriptedMilter;
import postprox.text.WireText;

/** Packets are read whole, however their bytes come in. */
class PacketReaderTest {
    @Property
    void portionsChangeNothing(
            @ForAll @Size(max = 5) List<@CharRange(from = '\0', to = '\u00ff') String> datas,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 9) Integer> portions)
            throws IOException {
        StringBuilder wire = new StringBuilder();
        datas.forEach(data -> wire.append(ScriptedMilter.packet('x', data)));
        PacketReader reader = reader(wire.toString(), portions);
        List<String> read = new ArrayList<>();
        for (int i = 0; i < datas.size(); i++) {
            read.add(reader.next().data());
        }

        assertThat(read).isEqualTo(datas);
        assertThatThrownBy(reader::next).hasMessage("it closed the connection without a reply");
    }

    @Property
    void aPacketThatBreaksOffIsNone(@ForAll @IntRange(min = 1, max = 9) int length) {
        PacketReader reader = reader(ScriptedMilter.packet('c', "12345").substring(0, length), List.of(2));

        assertThatThrownBy(reader::next).hasMessage("it closed the connection in the middle of its reply");
    }

    @Test
    void aPacketHasALimit() throws IOException {
        String largest = "x".repeat(PacketReader.MOST_BYTES - 1);

        assertThat(reader(ScriptedMilter.packet('b', largest), List.of(8192))
                        .next()
                        .data())
                .isEqualTo(largest);
        assertThatThrownBy(reader(ScriptedMilter.packet('b', largest + "x"), List.of(8192))::next)
                .hasMessage("it sent a packet of 131073 bytes; a packet has 1 to 131072");
    }

    static PacketReader reader(String said, List<Integer> portions) {
        byte[] bytes = WireText.bytes(said);
        int[] state = {0, 0};
        return new PacketReader(
                (buffer, offset, room) -> {
                    int portion = portions.get(state[1]++ % portions.size());
                    int count = Math.min(Math.min(portion, room), bytes.length - state[0]);
                    System.arraycopy(bytes, state[0], buffer, offset, count);
                    state[0] += count;
                    return count == 0 ? -1 : count;
                },
                _ -> {});
    }
}
