package postprox.simulation;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;

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

    /** Edits of a header by a filter. */
    static final List<HeaderEdit> EDITS = List.of(
            new HeaderEdit.Insert(0, HeaderField.of("X-First", "1")),
            new HeaderEdit.Add(HeaderField.of("X-Last", "2")));

    private static final Pattern HEADER =
            Pattern.compile("^(?:[!-9;-~]+[ \t]*:[^\n]*(?:\n|$)(?:[ \t][^\n]*(?:\n|$))*)*");

    private Content() {}

    /** What {@link #EDITS} make of Unix text. */
    static String edited(String text) {
        Matcher header = HEADER.matcher(text);
        String fields = header.find() ? header.group() : "";
        String rest = text.substring(fields.length());
        boolean apart = !rest.isEmpty() && !rest.startsWith("\n");
        return "X-First: 1\n" + fields + (fields.isEmpty() || fields.endsWith("\n") ? "" : "\n") + "X-Last: 2\n"
                + (apart ? "\n" : "") + rest;
    }

    /** Content behind DATA: with CRLF at its end, unless it is empty, and without its final dot. Mostly made as it should be. */
    static String of(Chance chance, String name) {
        String text = octets(chance, name);
        String content = text.isEmpty() || text.endsWith("\r\n") ? text : text + "\r\n";
        return chance.oneIn(20) ? content : stuffed(content);
    }

    /** Content of any kind, as chunks may carry it. */
    static String octets(Chance chance, String name) {
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
        return text.toString();
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

    /** What OUTFILE means, and what chunks mean: CRLF and LF are line ends, a dot is a dot, and the last line ends. */
    static String ofFile(String file, boolean keepCr) {
        String lines = file.replace("\r\n", "\n");
        String ended = lines.endsWith("\n") || lines.isEmpty() ? lines : lines + "\n";
        return keepCr ? ended : ended.replace('\r', ' ');
    }

    /** How much the wire takes for a text (RFC 1870 section 3). */
    static long size(String text) {
        return text.replace("\n", "\r\n").length();
    }

    /** How much it takes at least for what octets mean that are not all yet. */
    static long leastSize(String octets) {
        String known = octets.endsWith("\r") ? octets.substring(0, octets.length() - 1) : octets;
        return size(known.replace("\r\n", "\n"));
    }

    /** The one way in which a text may stand on the wire, without its final dot. */
    static String wire(String text) {
        return stuffed(text.replace("\n", "\r\n"));
    }
}
