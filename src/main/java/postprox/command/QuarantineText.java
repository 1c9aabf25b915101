package postprox.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import postprox.mail.Envelope;
import postprox.posix.PathText;
import postprox.quarantine.Facts;
import postprox.quarantine.FactsJson;
import postprox.quarantine.KeptMessage;
import postprox.quarantine.Occasion;
import postprox.quarantine.QuarantineException;
import postprox.run.Exit;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;
import postprox.trial.TerminalText;

/** The texts of {@code postprox quarantine}. What strangers wrote cannot control a terminal, but for {@link #printRaw}. */
final class QuarantineText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int ADDRESS_WIDTH = 28;
    private static final int FILTER_WIDTH = 12;
    private static final int REASON_WIDTH = 60;
    private static final int BLOCK_BYTES = 64 * 1024;

    static final String HEADING = row("ID", "TIME (UTC)", "SIZE", "FROM", "TO", "FILTER", "REASON");

    private QuarantineText() {}

    /** The line of a message in the list. */
    static String row(KeptMessage message) {
        try {
            if (message.lack().isPresent()) {
                return message.id() + "  incomplete: " + message.lack().get() + "\n";
            }
            Facts facts = message.facts();
            Occasion occasion = facts.occasion();
            List<String> recipients = occasion.envelope().recipients();
            return row(
                    message.id(),
                    TIME.format(facts.time()),
                    Long.toString(facts.size()),
                    occasion.envelope().sender(),
                    recipients.getFirst() + (recipients.size() > 1 ? " +" + (recipients.size() - 1) : ""),
                    occasion.filter().isEmpty() ? "-" : occasion.filter(),
                    WireText.shorten(occasion.reason(), REASON_WIDTH));
        } catch (QuarantineException e) {
            return message.id() + "  " + TerminalText.shown(String.valueOf(e.getMessage())) + "\n";
        }
    }

    private static String row(
            String id, String time, String size, String from, String to, String filter, String reason) {
        StringBuilder line = new StringBuilder();
        cell(line, id, 12);
        cell(line, time, 19);
        line.repeat(' ', Math.max(0, 9 - size.length()));
        cell(line, size, 0);
        cell(line, from, ADDRESS_WIDTH);
        cell(line, to, ADDRESS_WIDTH);
        cell(line, filter, FILTER_WIDTH);
        line.append(reason.isEmpty() ? "-" : TerminalText.shown(reason)).append('\n');
        return line.toString();
    }

    /** Adds a value, which is never cut: a row is for people, and an address that is cut is another one. */
    private static void cell(StringBuilder line, String value, int width) {
        String shown = TerminalText.shown(value).replace('\t', ' ');
        line.append(shown).repeat(' ', Math.max(0, width - shown.length()) + 2);
    }

    /** A line of JSON about a message. */
    static String json(KeptMessage message) {
        try {
            if (message.lack().isEmpty()) {
                return FactsJson.text(message.id(), message.facts()) + "\n";
            }
            return FactsJson.unusable(message.id(), message.lack().get()) + "\n";
        } catch (QuarantineException e) {
            return FactsJson.unusable(message.id(), String.valueOf(e.getMessage())) + "\n";
        }
    }

    /** All facts about a message, and its header. */
    static String shown(KeptMessage message) throws IOException {
        StringBuilder text = new StringBuilder();
        if (message.lack().isPresent()) {
            text.append("incomplete: ").append(message.lack().get()).append('\n');
        } else {
            Facts facts = message.facts();
            Occasion occasion = facts.occasion();
            Envelope envelope = occasion.envelope();
            fact(text, "id", message.id());
            fact(text, "time", instant(facts.time()));
            fact(text, "session", envelope.session());
            fact(text, "filter", occasion.filter());
            fact(text, "reason", occasion.reason());
            fact(text, "from", envelope.sender());
            envelope.recipients().forEach(recipient -> fact(text, "to", recipient));
            fact(text, "helo", envelope.helo());
            for (Map.Entry<Attribute, String> value : new TreeMap<>(envelope.client()).entrySet()) {
                fact(text, "client " + value.getKey().name().toLowerCase(Locale.ROOT), value.getValue());
            }
            fact(text, "size", facts.size() + " bytes");
            fact(text, "file", PathText.of(message.path()));
        }
        return text.append('\n').append(header(message)).toString();
    }

    private static String instant(Instant time) {
        return TIME.format(time) + " UTC";
    }

    private static void fact(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            String label = name + ":";
            text.append(label)
                    .repeat(' ', Math.max(1, 15 - label.length()))
                    .append(TerminalText.shown(value))
                    .append('\n');
        }
    }

    /** The header, or as much of it as one block has. */
    private static String header(KeptMessage message) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try (FileChannel file = message.open()) {
            while (block.hasRemaining() && file.read(block) >= 0) {
                // One read may give less than there is.
            }
        }
        StringBuilder shown = new StringBuilder();
        String text = new String(block.array(), 0, block.position(), StandardCharsets.ISO_8859_1);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            if (end == start) {
                return shown.toString();
            }
            shown.append(TerminalText.shown(text.substring(start, end))).append('\n');
            start = end + 1;
        }
        return shown.append(TerminalText.shown(text.substring(start)))
                .append(block.hasRemaining() ? "\n" : "...\n")
                .toString();
    }

    /** Prints the message's bytes as they are. */
    static Exit printRaw(KeptMessage message) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        try (FileChannel file = message.open()) {
            for (int count = file.read(ByteBuffer.wrap(block)); count >= 0; count = file.read(ByteBuffer.wrap(block))) {
                Exit _ = Output.printBytes(WireText.of(block, 0, count));
            }
        }
        return Exit.OK;
    }
}
