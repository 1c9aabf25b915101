package postprox.smtp;

import postprox.smtp.DataWriter.LineEnds;

/** Content in the simplest words: whole strings, one replacement after the other. */
public final class ContentModel {
    /** Behind the CRLF of the last line. */
    public static final String END = ".\r\n";

    private ContentModel() {}

    /** Where content that begins here ends (RFC 5321 section 4.5.2), or -1. It begins behind the CRLF of DATA. */
    public static int end(String wire) {
        return ("\r\n" + wire).indexOf("\r\n" + END);
    }

    /** The text of content without its end: dots unstuffed, lines ended by LF, stray CR and LF made clean. */
    public static String text(String content, StrayCr cr) {
        String unstuffed = ("\r\n" + content).replace("\r\n.", "\r\n").substring(2);
        String clean = cr == StrayCr.SPACE ? unstuffed.replaceAll("\r(?!\n)", " ") : unstuffed;
        return clean.replace("\r\n", "\n");
    }

    /** The text of the octets of all chunks together: each CRLF and LF ends a line, a dot is a dot, the last line ends. */
    public static String ofChunks(String octets, StrayCr cr) {
        String clean = cr == StrayCr.SPACE ? octets.replaceAll("\r(?!\n)", " ") : octets;
        String lines = clean.replace("\r\n", "\n");
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\n";
    }

    /** A text as content without its end, as it goes out. */
    public static String wire(String text, LineEnds ends, StrayCr cr) {
        String lines = ends == LineEnds.LF ? text : text.replace("\r\n", "\n");
        String clean = cr == StrayCr.SPACE ? lines.replace('\r', ' ') : lines;
        String whole = clean.isEmpty() || clean.endsWith("\n") ? clean : clean + "\n";
        return ("\r\n" + whole.replace("\n", "\r\n")).replace("\r\n.", "\r\n..").substring(2);
    }
}
