package postprox.simulation;

import java.util.List;

/** Content of messages: how a client makes it, and by the letter of RFC 5321 and DESIGN's rules what it means. */
final class Content {
    private static final List<String> PIECES = List.of(
            "text\r\n",
            "text",
            ".\r\n",
            "..",
            ".",
            "\n.\r\n",
            "\r\n.\n",
            "\n.\n",
            "\r.\r",
            "\r\n.\r",
            "\r.\r\n",
            "\r\r\n",
            "\r",
            "\n",
            "\0",
            "\200\377",
            "\r\nMAIL FROM:<smuggled@x>\r\nRCPT TO:<smuggled@y>\r\nDATA\r\n",
            "\nQUIT\r\n",
            "\r\n");

    private Content() {}

    /** Content with CRLF at its end, unless it is empty, and without its final dot. Mostly made as it should be. */
    static String of(Chance chance, String name) {
        StringBuilder text = new StringBuilder();
        if (!chance.oneIn(10)) {
            text.append("Subject: ").append(name).append("\r\n\r\n");
        }
        for (int pieces = chance.below(12); pieces > 0; pieces--) {
            // Who smuggles something has a name of his own, too.
            text.append(chance.of(PIECES).replace("smuggled@", "smuggled" + pieces + "-" + name + "@"));
        }
        if (chance.oneIn(50)) {
            text.append(("0123456789".repeat(chance.between(1, 30)) + "\r\n").repeat(chance.between(1, 400)));
        }
        if (!text.isEmpty() && !endsLine(text)) {
            text.append("\r\n");
        }
        String content = text.toString();
        return chance.oneIn(20) ? content : stuffed(content);
    }

    private static boolean endsLine(StringBuilder text) {
        int length = text.length();
        return length >= 2 && text.charAt(length - 2) == '\r' && text.charAt(length - 1) == '\n';
    }

    static String stuffed(String content) {
        String text = content.startsWith(".") ? "." + content : content;
        return text.replace("\r\n.", "\r\n..");
    }

    /** Where content ends that begins here: behind its final dot, or -1. */
    static int endOf(String bytes, int start) {
        if (bytes.startsWith(".\r\n", start)) {
            return start + 3;
        }
        int dot = bytes.indexOf("\r\n.\r\n", start);
        return dot < 0 ? -1 : dot + 5;
    }

    /** What content on the wire means, as Unix text: the final dot and stuffed dots taken off, line ends made clean. */
    static String text(String wire, boolean keepCr) {
        String content = wire.substring(0, wire.length() - 3);
        String unstuffed = ("\r\n" + content).replace("\r\n.", "\r\n").substring(2);
        String lines = unstuffed.replace("\r\n", "\n");
        return keepCr ? lines : lines.replace('\r', ' ');
    }

    /** What OUTFILE means: the same, but for CRLF, which is a line end too, and for a last line that was not ended. */
    static String ofFile(String file, boolean keepCr) {
        String lines = file.replace("\r\n", "\n");
        String ended = lines.endsWith("\n") || lines.isEmpty() ? lines : lines + "\n";
        return keepCr ? ended : ended.replace('\r', ' ');
    }

    /** The one way in which a text may stand on the wire, without its final dot. */
    static String wire(String text) {
        return stuffed(text.replace("\n", "\r\n"));
    }
}
