package postprox.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postprox.smtp.SmtpRoundTrip;
import postprox.text.WireText;

/**
 * The header of a message: its fields, byte for byte, up to the first line that belongs to no field. Not thread-safe.
 */
public final class HeaderBlock {
    /** The largest header that can be edited. Postfix takes no more than 100 KB of a single field (header_size_limit). */
    public static final int LARGEST_BYTES = 256 * 1024;

    /** The most fields of a header that can be edited. Each takes memory beyond its text. */
    public static final int MOST_FIELDS = 10_000;

    private static final int BLOCK_BYTES = 8 * 1024;

    private final List<Field> fields;
    private final int sourceLength;
    private final boolean endsAtOtherLine;

    /**
     * A field.
     *
     * @param name its name in lower case
     * @param text its lines, each with its end
     */
    private record Field(String name, String text) {
        static Field of(HeaderField field) {
            return new Field(field.name().toLowerCase(Locale.ROOT), field.text());
        }

        static Field ofMailboxLine(String line) {
            return new Field("x-mailbox-line", "X-Mailbox-Line: " + line);
        }
    }

    /** The header is larger than {@link #LARGEST_BYTES}. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        private TooLarge() {
            super("the header has more than " + LARGEST_BYTES + " bytes");
        }
    }

    private HeaderBlock(List<Field> fields, int sourceLength, boolean endsAtOtherLine) {
        this.fields = fields;
        this.sourceLength = sourceLength;
        this.endsAtOtherLine = endsAtOtherLine;
    }

    /**
     * Reads the header of a message, whose lines end with LF: a CR is part of its line, as on the way to the next hop. The header
     * ends at an empty line or at a line that is of no field, or with the message.
     *
     * @throws TooLarge if no end is found within {@link #LARGEST_BYTES}
     */
    public static HeaderBlock read(SmtpRoundTrip.Blocks message) throws IOException {
        Reader reader = new Reader();
        byte[] block = new byte[BLOCK_BYTES];
        boolean goesOn = true;
        while (goesOn) {
            int count = message.read(block);
            goesOn = count >= 0 ? reader.take(WireText.of(block, 0, count)) : reader.end();
        }
        return reader.header();
    }

    /** The number of bytes from the message's beginning to the header's end, without an empty line that follows. */
    public int sourceLength() {
        return sourceLength;
    }

    /** Whether a line ends the header that is of no field, and is not empty. */
    boolean endsAtOtherLine() {
        return endsAtOtherLine;
    }

    /** The value of the first field of a name, as it stands behind the colon, folds and all; empty if there is none. */
    public Optional<String> first(String name) {
        int at = indexOf(name, 1);
        if (at < 0) {
            return Optional.empty();
        }
        String text = fields.get(at).text();
        return Optional.of(text.substring(text.indexOf(':') + 1).strip());
    }

    /** The fields as they stand in the message: name, colon and value, with LF at the end of each line. */
    public List<String> fields() {
        return fields.stream().map(Field::text).toList();
    }

    /** The names of the fields in lower case, in their order. A name occurs as often as its field. */
    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /**
     * Makes changes.
     *
     * @return whether the header is another one now
     * @throws TooLarge if the header would be larger than {@link #LARGEST_BYTES}
     */
    public boolean edit(List<HeaderEdit> edits) throws TooLarge {
        List<Field> before = List.copyOf(fields);
        edits.forEach(this::edit);
        if (fields.stream().mapToLong(field -> field.text().length()).sum() > LARGEST_BYTES) {
            throw new TooLarge();
        }
        // The empty line counts: a next hop that skips lines of no field would find a sender's fields after them.
        return endsAtOtherLine || !fields.equals(before);
    }

    /**
     * The header's bytes. If a line follows that is of no field, they end with an empty line: that line could be read as the
     * continuation of a field which an edit has put in front of it.
     */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        fields.forEach(field -> text.append(field.text()));
        return WireText.bytes(text.append(endsAtOtherLine ? "\n" : "").toString());
    }

    private void edit(HeaderEdit edit) {
        switch (edit) {
            case HeaderEdit.Add(HeaderField field) -> fields.add(Field.of(field));
            case HeaderEdit.Insert(int above, HeaderField field) ->
                fields.add(Math.min(above, fields.size()), Field.of(field));
            case HeaderEdit.Replace(int number, HeaderField field) -> {
                int at = indexOf(field.name(), number);
                if (at < 0) {
                    fields.add(Field.of(field));
                } else {
                    fields.set(at, Field.of(field));
                }
            }
            case HeaderEdit.Delete(String name, int number) -> {
                if (number == 0) {
                    String lower = name.toLowerCase(Locale.ROOT);
                    fields.removeIf(field -> field.name().equals(lower));
                } else if (indexOf(name, number) >= 0) {
                    fields.remove(indexOf(name, number));
                }
            }
        }
    }

    /** The index of the field with this name and number; -1 if there are fewer of that name. */
    private int indexOf(String name, int number) {
        String lower = name.toLowerCase(Locale.ROOT);
        int left = number;
        for (int at = 0; at < fields.size(); at++) {
            if (fields.get(at).name().equals(lower) && --left == 0) {
                return at;
            }
        }
        return -1;
    }

    /** Finds the end of a header and the beginnings of its fields. */
    private static final class Reader {
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> starts = new ArrayList<>();
        private int length;
        private boolean endsAtOtherLine;
        private int mailboxLines;

        /** Takes the next part of the message. Returns whether the header goes on. */
        boolean take(String part) throws TooLarge {
            text.append(part);
            for (int end = text.indexOf("\n", length); end >= 0; end = text.indexOf("\n", length)) {
                if (!isOfHeader(text.substring(length, end + 1))) {
                    return false;
                }
                length = end + 1;
            }
            if (text.length() > LARGEST_BYTES || starts.size() > MOST_FIELDS) {
                throw new TooLarge();
            }
            return true;
        }

        /** Takes the end of the message. A last line without an end counts as a line. */
        boolean end() {
            if (length < text.length() && isOfHeader(text.substring(length))) {
                length = text.length();
            }
            return false;
        }

        private boolean isOfHeader(String line) {
            boolean continues = line.charAt(0) == ' ' || line.charAt(0) == '\t';
            if (continues && !starts.isEmpty()) {
                return true;
            }
            if (!name(line).isEmpty() || isMailboxLine(line) && starts.size() == mailboxLines) {
                mailboxLines += isMailboxLine(line) ? 1 : 0;
                starts.add(length);
                return true;
            }
            endsAtOtherLine = !line.equals("\n");
            return false;
        }

        /**
         * Whether a line is that of a mailbox file. Postfix makes a field of such lines at the beginning of a message (smtpd.c), so
         * that the header goes on after them.
         */
        private static boolean isMailboxLine(String line) {
            int start = 0;
            while (line.startsWith(">", start)) {
                start++;
            }
            return line.startsWith("From ", start);
        }

        /** The name of the field that begins with a line; empty if none does. A blank may precede the colon (RFC 5322 section 4.5). */
        private static String name(String line) {
            int end = Math.max(0, line.indexOf(':'));
            while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
                end--;
            }
            String name = line.substring(0, end);
            return HeaderField.isName(name) ? name.toLowerCase(Locale.ROOT) : "";
        }

        HeaderBlock header() {
            List<Field> fields = new ArrayList<>();
            for (int i = 0; i < starts.size(); i++) {
                String field = text.substring(starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : length);
                String whole = field.endsWith("\n") ? field : field + "\n";
                fields.add(i < mailboxLines ? Field.ofMailboxLine(whole) : new Field(name(field), whole));
            }
            return new HeaderBlock(fields, length, endsAtOtherLine);
        }
    }
}
