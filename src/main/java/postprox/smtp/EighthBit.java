package postprox.smtp;

/**
 * Finds an end of content that a server sees only if it clears the eighth bit of each octet. RFC 5321 section 2.4 allows
 * clearing unless the client asked for 8BITMIME, and sendmail clears after BODY=7BIT: it reads a line of 0xAE as a line of
 * one dot, and 0x8D 0x8A as CRLF. It then carries out the rest of the content as commands. A dot that has no eighth bit is
 * harmless, since {@link DataWriter} puts another dot in front of it at the beginning of a line.
 *
 * <p>Real text has such octets: a character of UTF-8 may end in 0x8A, and in Latin-2, Big5 and others a line may begin with
 * 0xAE. So the content's {@link BodyType} decides what counts as an end:
 * <ul>
 *   <li>with {@link BodyType#UNSAID}, a dot between two CRLF, as RFC 5321 defines the end and sendmail reads it by default;
 *   <li>with {@link BodyType#EIGHT_BIT}, the same, unless each of its octets that has the bit is part of a character of UTF-8;
 *   <li>with {@link BodyType#SEVEN_BIT}, each dot that begins a line, with a single CR or LF as a line end too, since such
 *       content should have no eighth bit at all.
 * </ul>
 *
 * <p>An object is for one message. Not thread-safe.
 */
public final class EighthBit {
    private static final byte CLEARED_LF = (byte) ('\n' | 0x80);
    private static final byte CLEARED_CR = (byte) ('\r' | 0x80);
    private static final byte CLEARED_DOT = (byte) ('.' | 0x80);

    /** The longest character of UTF-8 (RFC 3629 section 3). */
    private static final int CHARACTER_BYTES = 4;

    private final BodyType body;
    private State state = State.TEXT;

    /** The last four octets that were looked at; the lowest byte is the latest. Content begins at the beginning of a line. */
    private int latest = '\n';

    /** The meaning of the octets looked at so far to a server that clears the bit. */
    private enum State {
        TEXT,
        /** A line end that the server makes by clearing a bit. */
        LINE_END,
        /** A line end of that kind whose octets belong to a character of UTF-8. */
        CHARACTER,
        /** A dot that begins a line; in this dot or in the line end before it the server cleared a bit. */
        DOT,
        /** A plain dot after {@link #CHARACTER}. No octet but those of that character has had the bit so far. */
        CHARACTER_DOT,
        /** One or more CR after {@link #DOT}, since some servers take CR CR LF for a line end. */
        DOT_CR,
        /** An end of content was found. */
        END
    }

    public EighthBit(BodyType body) {
        this.body = body;
    }

    /**
     * Looks at the next block of a text whose lines end with LF or CRLF.
     *
     * @return true if this block or an earlier one has an end of content
     */
    public boolean endsContent(byte[] text, int offset, int length) {
        int end = offset + length;
        int seen = offset;
        int at = offset;
        while (at < end && state != State.END) {
            if (state == State.TEXT) {
                at = LineEnd.indexOfCleared(text, at, end);
                if (at < end && !canBegin(text[at], at > seen ? text[at - 1] : (byte) latest)) {
                    at++;
                    continue;
                }
            }
            remember(text, seen, at);
            seen = at;
            if (at < end) {
                state = next(text[at]);
                at++;
            }
        }
        remember(text, seen, at);
        return state == State.END;
    }

    /**
     * Looks at the end of the text; the caller calls this method after the last block. {@link DataWriter} ends a last line
     * that has no end, and the server may then read that line as one dot.
     *
     * @return true if the text has an end of content
     */
    public boolean endsContentAtLast() {
        return state == State.END || (byte) latest != '\n' && next((byte) '\n') == State.END;
    }

    /** Whether an end of content can begin with this octet. The check is cheap, since some text is full of such octets. */
    private boolean canBegin(byte octet, byte before) {
        return body == BodyType.SEVEN_BIT
                || (octet == CLEARED_DOT ? before == '\n' : octet == CLEARED_LF && isCr(before));
    }

    private State next(byte octet) {
        return switch (state) {
            case TEXT -> afterText(octet);
            case LINE_END -> isDot(octet) ? dot() : afterText(octet);
            case CHARACTER -> octet == '.' ? State.CHARACTER_DOT : octet == CLEARED_DOT ? dot() : afterText(octet);
            case DOT -> octet == '\n' ? State.END : isCr(octet) ? State.DOT_CR : afterText(octet);
            case CHARACTER_DOT -> afterCharacterDot(octet);
            case DOT_CR -> isLf(octet) ? State.END : isCr(octet) ? State.DOT_CR : afterText(octet);
            case END -> State.END;
        };
    }

    /** A plain LF makes an ordinary line of this one; an end of content needs a second octet outside UTF-8 that has the bit. */
    private State afterCharacterDot(byte octet) {
        if (octet == CLEARED_LF && (byte) latest == '\r') {
            return State.END;
        }
        return octet == '\r' ? State.CHARACTER_DOT : octet == CLEARED_CR ? State.DOT_CR : afterText(octet);
    }

    private State afterText(byte octet) {
        byte before = (byte) latest;
        boolean strict = body != BodyType.SEVEN_BIT;
        if (octet == CLEARED_DOT && (before == '\n' || !strict && isCr(before))) {
            return dot();
        }
        if (strict ? octet == CLEARED_LF && isCr(before) : octet == CLEARED_LF || octet == CLEARED_CR) {
            return body == BodyType.EIGHT_BIT && endsCharacter() ? State.CHARACTER : State.LINE_END;
        }
        return State.TEXT;
    }

    private State dot() {
        return body == BodyType.SEVEN_BIT ? State.END : State.DOT;
    }

    /** Whether 0x8A after the latest octets ends a character of UTF-8 that has the 0x8D before it too (RFC 3629 section 4). */
    private boolean endsCharacter() {
        int second = latest >> Byte.SIZE & 0xFF;
        int first = latest >> 2 * Byte.SIZE & 0xFF;
        boolean three = second >= 0xE1 && second <= 0xEF;
        boolean four = first >= 0xF0 && first <= 0xF4 && (second & 0xC0) == 0x80;
        return (byte) latest == CLEARED_CR && (three || four);
    }

    private void remember(byte[] text, int from, int to) {
        for (int i = Math.max(from, to - CHARACTER_BYTES); i < to; i++) {
            latest = latest << Byte.SIZE | text[i] & 0xFF;
        }
    }

    private static boolean isDot(byte octet) {
        return octet == '.' || octet == CLEARED_DOT;
    }

    private static boolean isCr(byte octet) {
        return octet == '\r' || octet == CLEARED_CR;
    }

    private static boolean isLf(byte octet) {
        return octet == '\n' || octet == CLEARED_LF;
    }
}
