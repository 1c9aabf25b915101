package postprox.filter.java;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.api.Answer;
import postprox.filter.api.ContentWriter;
import postprox.filter.api.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;
import postprox.text.WireText;

/** Makes an answer of the proxy's of a plug-in's answer. What such an answer must not have counts as a failure of the plug-in. */
final class Answers {
    /** The maximum length of a text for the log or of a reply, as for a command's. */
    private static final int MAX_LENGTH = 750;

    private static final int MAX_DIGITS = 3;

    private Answers() {}

    /**
     * The proxy's answer. If there is new content, this has the plug-in write it.
     *
     * @param answer empty if the plug-in gave none
     * @throws Exception whatever the plug-in throws while it writes
     */
    static postprox.filter.Answer of(Optional<Answer> answer, OpenMessage message) throws Exception {
        if (answer.isEmpty()) {
            return new NoVerdict.Failed("it answered null");
        }
        return switch (answer.get()) {
            case Answer.Accept(String remark) -> new Verdict.Accept(remarks(remark));
            case Answer.Edit edit -> edit(edit, message);
            case Answer.Reject reject -> reject(reject);
            case Answer.Quarantine(String reason) -> new Verdict.Quarantine(words(reason));
            case Answer.Discard(String reason) -> new Verdict.Discard(words(reason));
            case Answer.Failed(String reason) -> new NoVerdict.Failed(words(reason));
        };
    }

    private static Remarks remarks(String remark) {
        return new Remarks(words(remark), Optional.empty());
    }

    private static String words(String text) {
        return WireText.shorten(
                WireText.printable(text.substring(0, Math.min(text.length(), 2 * MAX_LENGTH))), MAX_LENGTH);
    }

    private static postprox.filter.Answer edit(Answer.Edit edit, OpenMessage message) throws Exception {
        List<postprox.mail.HeaderEdit> edits;
        try {
            edits = edit.header().stream().map(Answers::edit).toList();
        } catch (IllegalArgumentException e) {
            return new NoVerdict.Failed("an edit that cannot be made: " + words(String.valueOf(e.getMessage())));
        }
        if (edit.content().isEmpty()) {
            return new Verdict.Edit(edits, Optional.empty(), remarks(edit.remark()));
        }
        NewContent content = message.newContent();
        write(edit.content().get(), content);
        return new Verdict.Edit(edits, Optional.of(content.text()), remarks(edit.remark()));
    }

    /** Has the plug-in write. Its stream is flushed and not closed: the plug-in may have closed it, which does nothing. */
    private static void write(ContentWriter writer, NewContent content) throws Exception {
        OutputStream out = new BufferedOutputStream(content);
        writer.writeTo(out);
        out.flush();
    }

    private static postprox.mail.HeaderEdit edit(HeaderEdit edit) {
        return switch (edit) {
            case HeaderEdit.Add(var field) -> new postprox.mail.HeaderEdit.Add(field(field));
            case HeaderEdit.Insert(int above, var field) -> new postprox.mail.HeaderEdit.Insert(above, field(field));
            case HeaderEdit.Replace(int number, var field) ->
                new postprox.mail.HeaderEdit.Replace(number, field(field));
            case HeaderEdit.Delete(String name, int number) -> new postprox.mail.HeaderEdit.Delete(name, number);
        };
    }

    private static HeaderField field(postprox.filter.api.HeaderField field) {
        if (field.value().chars().anyMatch(c -> c > 255)) {
            throw new IllegalArgumentException("the value of " + field.name()
                    + " has a character beyond a byte; encode it (RFC 2047) or give its bytes");
        }
        return HeaderField.of(field.name(), field.value());
    }

    /** The refusal. A text with a line end could be two replies for the client; a 2xx code would lose the message. */
    private static postprox.filter.Answer reject(Answer.Reject reject) {
        int code = reject.code();
        if (code < 400 || code > 599) {
            return new NoVerdict.Failed("a refusal has a code from 400 to 599, and not " + code);
        }
        if (!isEnhanced(reject.enhanced(), code / 100)) {
            return new NoVerdict.Failed("a refusal with " + code + " has an enhanced code such as " + code / 100
                    + ".7.1, and not '" + words(reject.enhanced()) + "'");
        }
        if (reject.text().chars().anyMatch(c -> c < ' ' || c == 127)) {
            return new NoVerdict.Failed(
                    "the text of a refusal has a control character: '" + words(reject.text()) + "'");
        }
        return new Verdict.Reject(Reply.of(code, reject.enhanced() + " " + WireText.ascii(words(reject.text()))));
    }

    /** Whether a text is an enhanced status code of a class (RFC 3463 section 2). */
    private static boolean isEnhanced(String text, int wanted) {
        int second = text.indexOf('.', 2);
        return text.startsWith(wanted + ".")
                && second > 0
                && isNumber(text.substring(2, second))
                && isNumber(text.substring(second + 1));
    }

    private static boolean isNumber(String text) {
        return WireText.isNumber(text, MAX_DIGITS);
    }
}
