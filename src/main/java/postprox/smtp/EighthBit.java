package postprox.smtp;

/**
 * Looks in content for what a server would take for its end if it cleared the eighth bit of each octet first. RFC 5321
 * section 2.4 allows that where 8BITMIME was not asked for, and sendmail does it behind BODY=7BIT: a line of 0xAE is a line
 * of one dot there, 0x8D 0x8A is CRLF, and what follows is carried out as commands. Dots that are dots are no danger, since
 * {@link DataWriter} puts one in front of each that begins a line.
 *
 * <p>Real text has such octets: each character of UTF-8 may end in 0x8A, and Latin-2, Big5 and others begin lines with 0xAE.
 * So it depends on what was said of the content how much is taken for an end:
 * <ul>
 *   <li>whatever was said, a dot between two CRLF, as RFC 5321 has it and sendmail by default;
 *   <li>but with {@link BodyType#EIGHT_BIT} not where all octets of it that have the bit are part of characters of UTF-8;
 *   <li>with {@link BodyType#SEVEN_BIT} each dot that begins a line, with CR and LF as line ends too: such content should have no
 *       eighth bit at all.
 * </ul>
 *
 * <p>For one message. Not thread-safe.
 */
public final class EighthBit {
    private static final byte CLEARED_LF = (byte) ('\n' | 0x80);
    private static final byte CLEARED_CR = (byte) ('\r' | 0x80);
    private static final byte CLEARED_DOT = (byte) ('.' | 0x80);

    /** The longest character of UTF-8 (RFC 3629 section 3). */
    private static final int CHARACTER_BYTES = 4;

    private final BodyType body;
    private State state = State.TEXT;

    /** The last octets that were looked at, the latest lowest. Content begins where a line begins. */
    private int latest = '\n';

    /** What is behind us, as a server that clears the bit reads it. */
    private enum State {
        TEXT,
        /** A line end that clearing made. */
        LINE_END,
        /** The same, of octets that belong to a character of UTF-8. */
        CHARACTER,
        /** A dot that begins a line. */
        DOT,
        /** The same; the octet of UTF-8 before it would be the only one of this end that clearing has made. */
        CHARACTER_DOT,
        /** CR behind such a dot; some servers take CR CR LF for a line end. */
        DOT_CR,
        END
    }

    public EighthBit(BodyType body) {
        this.body = body;
    }

    /**
     * Looks at the next block of a text with lines that end with LF, or CRLF.
     *
     * @return true from where an end of data has been found
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
     * Says that all of the text was looked at. A last line without an end gets one from {@link DataWriter}, and may be a line
     * of one dot then.
     *
     * @return true where an end of data has been found
     */
    public boolean endsContentAtLast() {
        return state == State.END || (byte) latest != '\n' && next((byte) '\n') == State.END;
    }

    /** Whether an end can begin with such an octet: the cheap look, since some text is full of them. */
    private boolean canBegin(byte octet, byte before) {
        return body == BodyType.SEVEN_BIT
                || (octet == CLEARED_DOT ? before == '\n' : octet == CLEARED_LF && isCr(before));
    }

    private State next(byte octet) {
        return switch (state) {
            case TEXT -> behindText(octet);
            case LINE_END -> isDot(octet) ? dot() : behindText(octet);
            case CHARACTER -> octet == '.' ? State.CHARACTER_DOT : octet == CLEARED_DOT ? dot() : behindText(octet);
            case DOT -> octet == '\n' ? State.END : isCr(octet) ? State.DOT_CR : behindText(octet);
            case CHARACTER_DOT -> behindCharacterDot(octet);
            case DOT_CR -> isLf(octet) ? State.END : isCr(octet) ? State.DOT_CR : behindText(octet);
            case END -> State.END;
        };
    }

    /** The line may end here as all lines do, but not with the help of another octet that has the bit. */
    private State behindCharacterDot(byte octet) {
        if (octet == CLEARED_LF && (byte) latest == '\r') {
            return State.END;
        }
        return octet == '\r' ? State.CHARACTER_DOT : octet == CLEARED_CR ? State.DOT_CR : behindText(octet);
    }

    private State behindText(byte octet) {
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

    /** Whether 0x8A, behind the latest octets, is the last of a character of UTF-8 that has the 0x8D before it too. */
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
