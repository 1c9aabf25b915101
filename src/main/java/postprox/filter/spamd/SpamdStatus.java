package postprox.filter.spamd;

import java.io.IOException;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Servers;
import postprox.text.WireText;

/**
 * The first line of a reply: {@code SPAMD/1.1 0 EX_OK}, or one with a code of sysexits(3) that tells of an error.
 *
 * @param line the line, as it came
 * @param code its code
 */
record SpamdStatus(String line, int code) {
    private static final String PROTOCOL = "SPAMD/";
    private static final int MOST_DIGITS = 3;

    /** Reads the line. */
    static SpamdStatus of(String line) throws WrongAnswer {
        int blank = line.indexOf(' ');
        int end = line.indexOf(' ', blank + 1);
        String code = blank < 0 ? "" : line.substring(blank + 1, end < 0 ? line.length() : end);
        boolean isStatus = line.startsWith(PROTOCOL) && WireText.isNumber(code, MOST_DIGITS);
        if (!isStatus) {
            throw new WrongAnswer("no spamd is there: it answered '" + Head.words(line) + "'");
        }
        return new SpamdStatus(line, Integer.parseInt(code));
    }

    /**
     * Goes on only if there is no error.
     *
     * @throws Servers.CannotExamine if it is about this message, and says nothing about others
     * @throws WrongAnswer           if it is about spamd
     */
    void check() throws IOException {
        if (code != 0) {
            String reason = "it failed (" + words(code) + "): '" + Head.words(line) + "'";
            throw isAboutMessage() ? new Servers.CannotExamine(reason) : new WrongAnswer(reason);
        }
    }

    /** Whether the error may be the message's own fault, or that of the user whom it is for. */
    private boolean isAboutMessage() {
        return switch (code) {
            case 65, 66, 67, 79 -> true;
            default -> false;
        };
    }

    /** What a code says (spamd, the table resphash). */
    private static String words(int code) {
        return switch (code) {
            case 64 -> "wrong usage";
            case 65 -> "error in the message";
            case 66 -> "cannot open the message";
            case 67 -> "unknown user";
            case 68 -> "unknown host";
            case 69 -> "service unavailable";
            case 70 -> "software error";
            case 71 -> "system error";
            case 72 -> "a file is missing";
            case 73 -> "cannot write a file";
            case 74 -> "input or output error";
            case 75 -> "temporary failure";
            case 76 -> "protocol error";
            case 77 -> "no permission";
            case 78 -> "configuration error";
            case 79 -> "timeout of its own";
            default -> "unknown code " + code;
        };
    }
}
