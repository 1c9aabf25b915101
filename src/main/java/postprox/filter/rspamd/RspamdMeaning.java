package postprox.filter.rspamd;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.filter.Answer;
import postprox.filter.OwnFields;
import postprox.filter.RefusalText;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.rspamd.MilterBlock.Addition;
import postprox.filter.rspamd.MilterBlock.Removal;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.NotToPass;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;
import postprox.spool.SpooledText;

/**
 * What rspamd's answers mean for a message. The rules are those of its own milter (milter.c, rspamd_milter_send_task_results).
 *
 * @param spamHeader the field that marks spam
 */
public record RspamdMeaning(String spamHeader) {
    private static final int SOFT_REJECT = 451;
    private static final int REJECT = 554;
    private static final String SOFT_REJECT_TEXT = "Try again later";
    private static final String REJECT_TEXT = "Spam message rejected";
    private static final String ENHANCED_CODE = ".7.1 ";
    private static final String ACTION_FIELD = "X-Rspamd-Action";
    private static final String SUBJECT = "Subject";
    private static final String YES = "Yes";
    private static final int CODE_DIGITS = 3;
    private static final int LONGEST_NAME = 100;

    /**
     * Reads the name of a field that marks spam.
     *
     * @throws IllegalArgumentException if it is none; its message tells the user what is wrong
     */
    public static String spamHeader(String text) {
        if (!HeaderField.isName(text) || text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("'" + text + "' is no name of a header field, such as X-Spam");
        }
        return text;
    }

    /** The message as the answer would have it passed on. */
    interface Source {
        /** Reads the header of the message. It is read once. */
        HeaderBlock header() throws IOException;

        /** Reads the text that rspamd has put in the place of the message, if it has. It has the header, unchanged. */
        Optional<SpooledText> content(HeaderBlock header) throws IOException;
    }

    /** What is to become of a message. */
    private enum Fate {
        PASS,
        MARK,
        NEW_SUBJECT,
        REFUSE_FOR_NOW,
        REFUSE,
        KEEP_ASIDE,
        THROW_AWAY
    }

    /**
     * The answer to the examination of a message.
     *
     * @throws CannotExamine if rspamd asks for what cannot be done. A message that was to have a mark does not pass without it then, since
     *     {@link ReplyReader} has told of its action
     * @throws IOException   if the message cannot be read, or what rspamd has made of it
     */
    Answer of(ScanReply reply, Source message) throws IOException {
        String words = Words.of(reply);
        return switch (fate(reply)) {
            case REFUSE_FOR_NOW -> new Verdict.Reject(refusal(SOFT_REJECT, SOFT_REJECT_TEXT, reply), words);
            case REFUSE -> new Verdict.Reject(refusal(REJECT, REJECT_TEXT, reply), words);
            case KEEP_ASIDE -> new Verdict.Quarantine(reason(reply, words));
            case THROW_AWAY -> new Verdict.Discard(reason(reply, words));
            case PASS, MARK, NEW_SUBJECT -> passing(reply, message, words);
        };
    }

    /** The field that marks spam, which no sender is to write. */
    OwnFields ownFields() {
        return new OwnFields(spamHeader.toLowerCase(Locale.ROOT), false);
    }

    /** Whether an action lets a message pass without a mark. */
    static boolean isPassing(String action) {
        // Greylisting is a score here. The module of that name says "soft reject".
        return action.equals("no action") || action.equals("greylist");
    }

    private static Fate fate(ScanReply reply) throws CannotExamine {
        if (reply.milter().noAction()) {
            return Fate.PASS;
        }
        return switch (reply.action()) {
            case "no action", "greylist" -> Fate.PASS;
            case "add header" -> Fate.MARK;
            case "rewrite subject" -> Fate.NEW_SUBJECT;
            case "soft reject" -> Fate.REFUSE_FOR_NOW;
            case "reject" -> onReject(reply.milter());
            case "quarantine" -> Fate.KEEP_ASIDE;
            case "discard" -> Fate.THROW_AWAY;
            default ->
                throw new CannotExamine(
                        "it wants an action that is not known: '" + Words.printable(reply.action()) + "'");
        };
    }

    private static Fate onReject(MilterBlock milter) {
        return switch (milter.onReject().orElse("")) {
            case "discard" -> Fate.THROW_AWAY;
            case "quarantine" -> Fate.KEEP_ASIDE;
            default -> Fate.REFUSE;
        };
    }

    /** rspamd's words for the client. A code of their own counts if it is of the action's class: no rule's text turns one into another. */
    private static Reply refusal(int code, String otherwise, ScanReply reply) {
        String said = reply.smtpMessage()
                .orElse("")
                .replace('\r', ' ')
                .replace('\n', ' ')
                .strip();
        String words = said.isEmpty() ? otherwise : said;
        boolean hasCode = RefusalText.choosesCode(words);
        if (hasCode && words.charAt(0) - '0' == code / 100) {
            return RefusalText.of(words);
        }
        String text = hasCode ? words.substring(CODE_DIGITS).strip() : words;
        String enhanced = RefusalText.hasEnhancedCode(text) ? "" : code / 100 + ENHANCED_CODE;
        return RefusalText.of(code + " " + enhanced + (text.isEmpty() ? otherwise : text));
    }

    private static String reason(ScanReply reply, String words) {
        return reply.smtpMessage()
                .map(message -> Words.printable(message) + "; " + words)
                .orElse(words);
    }

    private Answer passing(ScanReply reply, Source message, String words) throws IOException {
        if (!reply.milter().envelope().isEmpty()) {
            throw new CannotExamine("it asks for a change of the envelope, which is no longer possible: "
                    + String.join(
                            ", ", reply.milter().envelope().stream().distinct().toList()));
        }
        HeaderBlock header;
        try {
            header = message.header();
        } catch (HeaderBlock.TooLarge e) {
            // The chain finds the same with any edit, and refuses the message.
            return new Verdict.Edit(List.of(Verdict.Edit.ofNothing()), Optional.empty(), said(words));
        }
        Optional<SpooledText> content = message.content(header);
        MilterEdits changes = new MilterEdits(header);
        try {
            change(reply, changes);
            if (changes.edits().isEmpty() && header.edit(List.of())) {
                // It ends at a line of no field, and gets its empty line: somebody may find a sender's mark behind that
                // line.
                return new Verdict.Edit(List.of(Verdict.Edit.ofNothing()), content, said(words));
            }
        } catch (HeaderBlock.TooLarge e) {
            // The same: the last edit is the one that makes it too large.
        }
        return content.isEmpty() && changes.edits().isEmpty()
                ? new Verdict.Accept(said(words))
                : new Verdict.Edit(changes.edits(), content, said(words));
    }

    private void change(ScanReply reply, MilterEdits changes) throws CannotExamine, NotToPass, HeaderBlock.TooLarge {
        MilterBlock milter = reply.milter();
        // What the sender says of its own message is worth nothing.
        changes.remove(Stream.concat(Stream.of(new Removal(spamHeader, 0)), milter.removals().stream())
                .toList());
        changes.add(milter.additions());
        changes.sign(reply.signatures());
        if (milter.noAction()) {
            changes.set(ACTION_FIELD, reply.action());
            return;
        }
        switch (fate(reply)) {
            case MARK -> mark(milter, changes);
            case NEW_SUBJECT -> {
                if (reply.subject().isPresent()) {
                    changes.set(SUBJECT, reply.subject().get());
                }
            }
            default -> {
                // The action adds nothing.
            }
        }
    }

    private void mark(MilterBlock milter, MilterEdits changes) throws CannotExamine, NotToPass, HeaderBlock.TooLarge {
        if (milter.spamHeaders().isEmpty()) {
            changes.set(spamHeader, milter.spamHeader().orElse(YES));
        }
        for (Addition field : milter.spamHeaders()) {
            changes.removeAll(field.name());
            changes.set(field.name(), field.value());
        }
    }

    private static Remarks said(String words) {
        return new Remarks(words, Optional.empty());
    }
}
