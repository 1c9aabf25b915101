package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import postprox.filter.service.Exchange;
import postprox.mail.HeaderBlock;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.testkit.Monologue;
import postprox.text.WireText;

/** Header fields by their place against a list, and a body in JSON against a decoder. */
class HooksPropertyTest {
    private static final List<String> NAMES = List.of("A", "b", "a", "B", "Received");

    /** Operations in the order of the draft give what the same operations give on a list. */
    @Property(tries = 500)
    void placesAreThoseOfAList(
            @ForAll @Size(max = 8) List<@IntRange(max = 4) Integer> fields,
            @ForAll @Size(max = 10) List<@IntRange(max = 1000) Integer> steps)
            throws IOException {
        List<String> model = new ArrayList<>();
        fields.forEach(name -> model.add(NAMES.get(name) + ": " + model.size() + "\n"));
        HeaderBlock header = header(String.join("", model) + "\nbody\n");
        HeaderOperations operations = new HeaderOperations(header);
        for (int step : steps) {
            int place = step / 3 % (model.size() + 1);
            String name = NAMES.get(step % NAMES.size());
            String field = name + ": new" + step + "\n";
            if (step % 3 == 0) {
                operations.apply("add", "/message/headers", value(name, "new" + step), new Json.Whole(place));
                model.add(place, field);
            } else if (place < model.size() && step % 3 == 1) {
                operations.apply("delete", "/message/headers/" + place, new Json.Nothing(), new Json.Nothing());
                model.remove(place);
            } else if (place < model.size()) {
                operations.apply("set", "/message/headers/" + place, value(name, "new" + step), new Json.Nothing());
                model.set(place, field);
            }
        }
        boolean _ = header.edit(operations.edits());

        assertThat(header.fields()).isEqualTo(model);
    }

    private static Json value(String name, String value) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("name", new Json.Text(name));
        members.put("value", new Json.Text(value));
        return new Json.Members(members);
    }

    private static HeaderBlock header(String text) throws IOException {
        Monologue message = new Monologue(text);
        return HeaderBlock.read(block -> message.read(block, 0, block.length));
    }

    @Provide
    Arbitrary<String> wire() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(100),
                Arbitraries.strings()
                        .ofMaxLength(5000)
                        .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    }

    /** What a scanner decodes is the text, with CRLF, and with U+FFFD as Java has it for what is no UTF-8. */
    @Property(tries = 300)
    void aBodyComesBackFromItsJson(@ForAll("wire") String text) throws IOException {
        try (Spool spool = Spool.in(Path.of(System.getProperty("java.io.tmpdir")));
                SpooledMessage message = spool.create()) {
            byte[] bytes = WireText.bytes(text);
            message.write(bytes, 0, bytes.length);
            EscapedText escaped = new EscapedText(message.text(), 0);
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            json.writeBytes("{\"x\":\"".getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[Exchange.BLOCK_BYTES];
            for (int count = escaped.read(block); count >= 0; count = escaped.read(block)) {
                json.write(block, 0, count);
            }
            json.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
            String expected = new String(WireText.bytes(text.replace("\n", "\r\n")), StandardCharsets.UTF_8);

            assertThat(Json.object(new ByteArrayInputStream(json.toByteArray())).member("x"))
                    .isEqualTo(new Json.Text(expected));
            assertThat(new EscapedText(message.text(), 0).size()).isEqualTo(json.size() - 8L);
        }
    }
}
