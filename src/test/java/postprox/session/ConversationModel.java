package postprox.session;

import static postprox.testkit.Promise.holds;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.smtp.ContentModel;
import postprox.smtp.StrayCr;

/**
 * What a client meant, read from its bytes and from the replies that it heard: one reply for each line, and behind 354 one
 * for all of the content. Replies that are out of step with that are found here.
 */
final class ConversationModel {
    private static final Pattern BDAT =
            Pattern.compile("[ \\t-\\r]*BDAT[ \\t-\\r]+(\\d{1,18})( +LAST)?[ \\t-\\r]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUIT =
            Pattern.compile("[ \\t-\\r]*QUIT([ \\t-\\r].*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** What may have gone to the next hop before the session had to end, so that there is no reply to it (RFC 2920). */
    private static final Pattern WRITTEN_AHEAD =
            Pattern.compile("[ \\t-\\r]*(MAIL|RCPT|RSET)([ \\t-\\r].*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final String wire;
    private final List<String> replies;
    private final StrayCr cr;
    private final List<String> commands = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private int at;
    private int heard;

    ConversationModel(String wire, List<String> replies, StrayCr cr) {
        this.wire = wire;
        this.replies = replies;
        this.cr = cr;
        holds("a greeting", !replies.isEmpty());
        heard = 1;
        read();
    }

    /** The command lines, content not among them. */
    List<String> commands() {
        return commands;
    }

    /** Each content that came to its end, as a filter sees it. */
    List<String> texts() {
        return texts;
    }

    /** The answers to messages. */
    List<String> answers() {
        return answers;
    }

    private void read() {
        boolean auth = false;
        int end = wire.indexOf('\n');
        while (end >= 0 && heard < replies.size()) {
            String command = line(end);
            commands.add(command);
            at = end + 1;
            String reply = replies.get(heard++);
            if (reply.startsWith("354")) {
                readContent();
            } else if (!auth && reply.startsWith("502")) {
                skip(command);
            }
            auth = reply.startsWith("334");
            end = wire.indexOf('\n', at);
        }
        checkEnd(end >= 0);
        while (end >= 0 && WRITTEN_AHEAD.matcher(line(end)).matches()) {
            commands.add(line(end));
            at = end + 1;
            end = wire.indexOf('\n', at);
        }
    }

    private String line(int end) {
        return wire.substring(at, end > at && wire.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    private void readContent() {
        int end = ContentModel.end(wire.substring(at));
        if (end < 0) {
            at = wire.length();
            return;
        }
        texts.add(ContentModel.text(wire.substring(at, at + end), cr));
        at += end + ContentModel.END.length();
        if (heard < replies.size()) {
            answers.add(replies.get(heard++));
        }
    }

    /** The octets of BDAT are no commands (RFC 3030 section 2). */
    private void skip(String command) {
        Matcher bdat = BDAT.matcher(command);
        if (bdat.matches() && command.indexOf('\r') < 0) {
            at = (int) Math.min(wire.length(), at + Long.parseLong(bdat.group(1)));
        }
    }

    private void checkEnd(boolean linesLeft) {
        String last = replies.getLast();
        if (linesLeft) {
            holds(
                    "a command without a reply behind: " + last,
                    last.startsWith("421")
                            || !commands.isEmpty()
                                    && QUIT.matcher(commands.getLast()).matches());
        }
        holds(
                "a reply to nothing: " + replies.subList(heard, replies.size()),
                heard == replies.size() || heard == replies.size() - 1 && last.startsWith("421"));
    }
}
