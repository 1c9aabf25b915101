package postprox.filter.clamd;

import java.util.Set;
import postprox.text.WireText;

/**
 * clamd's reply to a request to scan (clamd(8)): {@code PREFIX: OK}, {@code PREFIX: NAME FOUND}, or a text that ends in {@code ERROR}.
 */
sealed interface ClamdReply {
    /** Nothing was found. */
    record Clean() implements ClamdReply {}

    /**
     * Something was found.
     *
     * @param name the signature's name, printable US-ASCII; names may have blanks
     */
    record Found(String name) implements ClamdReply {}

    /** The message is larger than clamd's StreamMaxLength. */
    record TooLarge() implements ClamdReply {}

    /** clamd could not scan this message. That says nothing about others. */
    record NotScanned(String reason) implements ClamdReply {}

    /** clamd could not scan any message, or its reply is none. */
    record Failed(String reason) implements ClamdReply {}

    /** The maximum length of a reply. Longer ones are not read to their end. */
    int MAX_BYTES = 8 * 1024;

    /** The maximum length of a name in a reply to a client, and of a reply in a log line. */
    int MAX_NAME = 200;

    String OK = ": OK";
    String FOUND = " FOUND";
    String ERROR = " ERROR";

    /** What it says if a request does not come within its CommandReadTimeout. */
    String TOO_SLOW = "COMMAND READ TIMED OUT";

    /**
     * The results of a scan that are about clamd's own disk and descriptors (libclamav/others.c, cl_strerror). clamd passes few other
     * errors on, such as {@code Can't allocate memory}, which is what a message gets that is large or made for it; what it cannot parse
     * or unpack is clean for it (libclamav/scanners.c, result_should_goto_done, of 1.0 and 1.4).
     */
    Set<String> OF_ITS_OWN = Set.of(
            "Can't create temporary file",
            "Can't create temporary directory",
            "Can't write to file",
            "Can't unlink file",
            "Can't duplicate file descriptor");

    /** The end of the one refusal that is about a message's size. */
    String SIZE_LIMIT = "size limit exceeded. ERROR";

    /**
     * Reads a reply.
     *
     * @param line the reply without its terminator, one byte a character
     */
    static ClamdReply parse(String line) {
        if (hasPrefix(line)) {
            String rest = line.substring(line.indexOf(':'));
            if (rest.equals(OK)) {
                return new Clean();
            }
            if (rest.startsWith(": ") && rest.endsWith(FOUND) && rest.length() > FOUND.length() + 2) {
                String name = rest.substring(2, rest.length() - FOUND.length());
                return new Found(WireText.shorten(WireText.ascii(name), MAX_NAME));
            }
        }
        if (line.endsWith(SIZE_LIMIT)) {
            return new TooLarge();
        }
        String words = "'" + WireText.shorten(WireText.printable(line), MAX_NAME) + "'";
        if (isAboutMessage(line)) {
            return new NotScanned("it said " + words);
        }
        boolean isKnown = line.endsWith(ERROR) || line.equals(TOO_SLOW);
        return new Failed((isKnown ? "it said " : "it answered nonsense: ") + words);
    }

    /** Whether a line is the result that a message could not be scanned, for no want of clamd's own. */
    private static boolean isAboutMessage(String line) {
        int start = line.indexOf(": ") + 2;
        int end = line.length() - ERROR.length();
        return hasPrefix(line)
                && line.endsWith(ERROR)
                && start >= 2
                && start < end
                && !OF_ITS_OWN.contains(line.substring(start, end));
    }

    /** Whether a line begins as a result does: {@code stream:}, or {@code fd[12]:} for a descriptor. */
    private static boolean hasPrefix(String line) {
        if (line.startsWith("stream:")) {
            return true;
        }
        int end = line.indexOf("]:");
        return line.startsWith("fd[")
                && end > 3
                && line.substring(3, end).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
