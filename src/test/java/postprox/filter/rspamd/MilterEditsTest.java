package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.rspamd.MilterBlock.Addition;
import postprox.filter.rspamd.MilterBlock.Removal;
import postprox.filter.service.Servers.CannotExamine;
import postprox.mail.HeaderBlock;
import postprox.text.WireText;

/** Where fields go, and which ones, by the numbers of rspamd's milter. A field is one letter here. */
class MilterEditsTest {
    @ParameterizedTest
    @CsvSource({
        "0, Xabc",
        "1, aXbc",
        "2, abXc",
        "3, abcX",
        "99, abcX",
        "-1, abcX",
        "-2, abXc",
        "-3, aXbc",
        "-4, Xabc",
        "-99, Xabc",
        "-2147483648, Xabc",
        "2147483647, abcX"
    })
    void aFieldGoesWhereItsOrderSays(int order, String expected) throws IOException {
        assertThat(after("abc", changes -> changes.add(List.of(new Addition("X", "1", order)))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, abc",
        "1, abXcX",
        "2, aXbcX",
        "3, aXbXc",
        "4, aXbXcX",
        "-1, aXbXc",
        "-3, abXcX",
        "-4, aXbXcX",
        "-2147483648, aXbXcX"
    })
    void aRemovalCountsFromBothEnds(int number, String expected) throws IOException {
        assertThat(after("aXbXcX", changes -> changes.remove(List.of(new Removal("x", number)))))
                .isEqualTo(expected);
    }

    /** rspamd counts in the message as it was sent, whatever the list has removed already. */
    @Test
    void severalRemovalsCountInTheMessageAsItWasSent() throws IOException {
        assertThat(after(
                        "aXbXcX",
                        changes -> changes.remove(List.of(
                                new Removal("X", 1), new Removal("x", 2), new Removal("X", -2), new Removal("A", 1)))))
                .isEqualTo("bcX");
    }

    @Test
    void additionsCountInTheHeaderAfterTheRemovals() throws IOException {
        assertThat(after("abcd", changes -> {
                    changes.remove(List.of(new Removal("b", 0), new Removal("c", 0)));
                    changes.add(
                            List.of(new Addition("X", "1", -2), new Addition("Y", "1", -3), new Addition("Z", "1", 1)));
                }))
                .isEqualTo("aZYXd");
    }

    @Test
    void signaturesStandUnderTheTopmostField() throws IOException {
        assertThat(after("abc", changes -> changes.sign(List.of("first", "second"))))
                .isEqualTo("addbc");
    }

    @Test
    void aFieldIsSetOnce() throws IOException {
        assertThat(after("aXbX", changes -> changes.set("x", "new"))).isEqualTo("axbX");
        assertThat(after("ab", changes -> changes.set("X", "new"))).isEqualTo("abX");
    }

    @Test
    void whatIsNotThereIsNotRemoved() throws IOException {
        MilterEdits changes = new MilterEdits(header("abc"));

        changes.remove(List.of(new Removal("X", 0), new Removal("a", 2), new Removal("b", -2)));

        assertThat(changes.edits()).isEmpty();
    }

    @Test
    void whatIsNoFieldIsNamed() {
        assertThatThrownBy(() -> after("abc", changes -> changes.remove(List.of(new Removal("no name", 0)))))
                .isInstanceOf(CannotExamine.class)
                .hasMessageContaining("'no name'");
        assertThatThrownBy(() -> after("abc", changes -> changes.add(List.of(new Addition("no name", "x", 0)))))
                .isInstanceOf(CannotExamine.class)
                .hasMessageContaining("'no name'");
    }

    @Test
    void aHeaderThatGrowsTooLargeIsFoundSoByTheChainToo() throws IOException {
        MilterEdits changes = new MilterEdits(header("abc"));
        List<Addition> many = Collections.nCopies(400, new Addition("X", "x".repeat(900), 0));

        assertThatThrownBy(() -> changes.add(many)).isInstanceOf(HeaderBlock.TooLarge.class);

        assertThatThrownBy(() -> header("abc").edit(changes.edits())).isInstanceOf(HeaderBlock.TooLarge.class);
    }

    /** What the chain makes of the edits is the header in which they were counted. */
    @Property
    void theEditsSayTheSameToTheChain(
            @ForAll @Size(max = 8) List<@IntRange(max = 3) Integer> letters,
            @ForAll @Size(max = 4) List<@IntRange(min = -3, max = 3) Integer> numbers,
            @ForAll @Size(max = 4) List<@IntRange(min = -6, max = 6) Integer> orders)
            throws IOException {
        StringBuilder names = new StringBuilder("r");
        letters.forEach(letter -> names.append("abXx".charAt(letter)));
        HeaderBlock header = header(names.toString());
        MilterEdits changes = new MilterEdits(header);
        changes.remove(numbers.stream().map(number -> new Removal("X", number)).toList());
        changes.add(orders.stream().map(order -> new Addition("Y", "1", order)).toList());

        HeaderBlock ofChain = header(names.toString());
        boolean _ = ofChain.edit(changes.edits());

        assertThat(ofChain.fields()).isEqualTo(header.fields());
        assertThat(names(ofChain).replace("Y", "").length())
                .isEqualTo(names(header).length() - orders.size());
    }

    private interface Act {
        void on(MilterEdits changes) throws IOException;
    }

    private static String after(String names, Act act) throws IOException {
        MilterEdits changes = new MilterEdits(header(names));
        act.on(changes);
        HeaderBlock header = header(names);
        boolean _ = header.edit(changes.edits());
        return names(header);
    }

    private static String names(HeaderBlock header) {
        StringBuilder names = new StringBuilder();
        header.fields().forEach(field -> names.append(field.startsWith("DKIM-") ? 'd' : field.charAt(0)));
        return names.toString();
    }

    private static HeaderBlock header(String names) throws IOException {
        List<String> lines = new ArrayList<>();
        Arrays.stream(names.split("")).forEach(name -> lines.add(name + ": 1\n"));
        byte[] bytes = WireText.bytes(String.join("", lines) + "\n");
        boolean[] wasRead = {false};
        return HeaderBlock.read(block -> {
            if (wasRead[0]) {
                return -1;
            }
            wasRead[0] = true;
            System.arraycopy(bytes, 0, block, 0, bytes.length);
            return bytes.length;
        });
    }
}
