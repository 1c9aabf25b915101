package postprox.filter.milter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import postprox.filter.CrlfText;
import postprox.mail.HeaderBlock;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/** A message's header fields and its body, as a milter gets them. Not thread-safe. */
final class Content {
    private static final int BLOCK_BYTES = 8 * 1024;

    private final SpooledMessage message;
    private final HeaderBlock header;
    private final List<Field> fields;

    /**
     * A field.
     *
     * @param value all that stands behind the colon, with LF where it is folded, without the last line's end
     */
    record Field(String name, String value) {
        /** The command's data. Without leading space the milter itself thinks of one blank behind the colon. */
        String data(boolean hasLeadingSpace) {
            String shown = !hasLeadingSpace && value.startsWith(" ") ? value.substring(1) : value;
            return name + "\0" + shown + "\0";
        }
    }

    /** The protocol has no way to show this message. Its message says why. */
    static final class CannotBeShown extends IOException {
        private static final long serialVersionUID = 1L;

        private CannotBeShown(String reason) {
            super("the message cannot be shown to a milter: " + reason);
        }
    }

    private Content(SpooledMessage message, HeaderBlock header, List<Field> fields) {
        this.message = message;
        this.header = header;
        this.fields = fields;
    }

    /**
     * Reads the header of a message.
     *
     * @throws CannotBeShown  if a milter would see another header
     * @throws SpoolException if the message cannot be read
     */
    static Content of(SpooledMessage message) throws CannotBeShown, SpoolException {
        HeaderBlock header = header(message);
        List<Field> fields = new ArrayList<>();
        for (String text : header.fields()) {
            fields.add(field(text));
        }
        return new Content(message, header, fields);
    }

    private static HeaderBlock header(SpooledMessage message) throws CannotBeShown, SpoolException {
        try {
            return HeaderBlock.read(message.text()::read);
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new CannotBeShown(String.valueOf(e.getMessage()));
        }
    }

    private static Field field(String text) throws CannotBeShown {
        int colon = text.indexOf(':');
        Field field = new Field(text.substring(0, colon).stripTrailing(), text.substring(colon + 1, text.length() - 1));
        if (text.indexOf('\0') >= 0) {
            throw new CannotBeShown("a header field has a NUL byte: " + field.name());
        }
        if (field.data(true).length() > Packet.MOST_DATA) {
            throw new CannotBeShown("a header field is longer than a packet: " + field.name());
        }
        return field;
    }

    List<Field> fields() {
        return fields;
    }

    /** The header's fields as text, for a message with another body. */
    String headerText() {
        return String.join("", header.fields());
    }

    /** Begins to read the body. */
    Body body() throws SpoolException {
        return new Body(message.text(), header.sourceLength());
    }

    /** The body, with CRLF at the end of each line. Not thread-safe. */
    static final class Body {
        private final byte[] first = new byte[1];
        private final CrlfText rest;
        private boolean hasFirst;

        /** Skips the header and the empty line behind it. */
        private Body(SpooledText text, int headerLength) throws SpoolException {
            for (int left = headerLength; left > 0; ) {
                left -= Math.max(1, text.read(new byte[Math.min(left, BLOCK_BYTES)]));
            }
            // The header may also end with a line that is of no field: that one belongs to the body.
            hasFirst = text.read(first) == 1 && first[0] != '\n';
            rest = new CrlfText(text);
        }

        /**
         * Reads the next block, which is full unless the body ends.
         *
         * @return the number of bytes read, -1 at the end of the body
         */
        int read(byte[] block) throws SpoolException {
            if (!hasFirst) {
                return rest.read(block);
            }
            hasFirst = false;
            byte[] more = new byte[block.length - 1];
            int count = Math.max(0, rest.read(more));
            block[0] = first[0];
            System.arraycopy(more, 0, block, 1, count);
            return count + 1;
        }
    }
}
