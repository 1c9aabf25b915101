package postprox.filter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;
import postprox.testkit.PortionedWire;

class HeadTest {
    @Test
    void fieldsKeepTheirOrderAndNamesAreTheSameInUpperAndLowerCase() throws IOException {
        Head head = head("HTTP/1.1 200 OK\r\nServer: rspamd/3.4\r\nX-A: 1\r\nx-a:2 \r\nEmpty:\r\n\r\n");

        assertThat(head.status("HTTP")).isEqualTo(200);
        assertThat(head.first("server")).contains("rspamd/3.4");
        assertThat(head.all("X-A")).containsExactly("1", "2");
        assertThat(head.first("Empty")).contains("");
        assertThat(head.first("Absent")).isEmpty();
    }

    @Test
    void aFoldIsOneBlank() throws IOException {
        assertThat(head("ICAP/1.0 200 OK\r\nX-Found: 2\r\n\teicar\r\n  other \r\nNext: 1\r\n\r\n")
                        .first("X-Found"))
                .contains("2 eicar other");
    }

    @Test
    void linesMayEndWithLfAlone() throws IOException {
        assertThat(head("HTTP/1.0 204\nA: b\n\n").status("HTTP")).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP",
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1 20",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 +20 OK",
                "HTTP/1.1  200 OK",
                "http/1.1 200 OK",
                "ICAP/1.0 200 OK",
                "220 mail.example.org ESMTP",
                "HTTP/1.1 \u0662\u0660\u0660 OK",
            })
    void whatIsNoStatusLineOfTheProtocolIsNamed(String line) throws IOException {
        Head head = head(line + "\r\n\r\n");

        assertThatThrownBy(() -> head.status("HTTP"))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageStartingWith("no HTTP is spoken there: it answered '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no field", ": value", "Na me: value", "Name : value", " fold: first", "\u00e4: b", "a\0: b"})
    void aLineThatIsNoFieldIsRefused(String line) {
        assertThatThrownBy(() -> head("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n"))
                .isInstanceOf(WrongAnswer.class);
    }

    @Test
    void wordsOfTheServiceForTheLogArePrintableAndShort() {
        assertThatThrownBy(() -> head("HTTP/1.1 200 OK\r\n\u001b[2J" + "x".repeat(5000) + "\r\n\r\n"))
                .isInstanceOfSatisfying(
                        WrongAnswer.class,
                        e -> assertThat(e.getMessage()).hasSizeLessThan(200).matches("[ -~]*"));
    }

    @Test
    void aHeadWithoutEndIsNotReadToItsEnd() {
        for (String endless : List.of("x", "A: b\r\n", " fold\r\n", "A: " + "x".repeat(8000) + "\r\n")) {
            PortionedWire wire = PortionedWire.of(
                    "HTTP/1.1 200 OK\r\nFirst: 1\r\n" + endless.repeat(200_000 / endless.length() + 1));

            assertThatThrownBy(() -> Head.read(new Exchange(wire))).isInstanceOf(WrongAnswer.class);
            assertThat(wire.bytesRead()).isLessThan(80_000);
        }
    }

    @Test
    void aHeadThatBreaksOffIsNone() {
        String whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        IntStream.range(0, whole.length())
                .forEach(cut -> assertThatThrownBy(() -> head(whole.substring(0, cut)))
                        .as("%d bytes", cut)
                        .isInstanceOf(WireException.class)
                        .hasMessage(
                                cut == 0
                                        ? "it closed the connection without a reply"
                                        : "it closed the connection in the middle of its reply"));
    }

    @Property
    void portionsChangeNothing(
            @ForAll List<@IntRange(max = 7) Integer> bytes, @ForAll List<@IntRange(min = 1, max = 9) Integer> lengths) {
        StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\nA: b\r\n");
        bytes.forEach(b -> text.append("A:\r\n\n \tb".charAt(b)));

        assertThat(outcome(new PortionedWire(text.toString(), lengths)))
                .isEqualTo(outcome(PortionedWire.of(text.toString())));
    }

    private static String outcome(PortionedWire wire) {
        try {
            return Head.read(new Exchange(wire)).toString();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Head head(String text) throws IOException {
        return Head.read(new Exchange(PortionedWire.of(text)));
    }
}
