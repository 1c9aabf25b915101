package postprox.filter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.event.FilterNote;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Speaker;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.SmtpRoundTrip;
import postprox.smtp.StrayCr;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/** A message on its way through the filters of a {@link Chain}, with what they made of it and said of it. Not thread-safe. */
final class Passage {
    private final SpooledMessage original;
    private final StrayCr strayCr;
    private final Deadline deadline;
    private final List<FilterNote> notes = new ArrayList<>();
    private final List<Remarks> remarks = new ArrayList<>();
    private final List<Proceedings.Failure> failures = new ArrayList<>();
    private SpooledMessage message;
    private Optional<Reply> ifPermitted = Optional.empty();
    private Optional<Reply> ifRejected = Optional.empty();
    private Optional<SpooledText> replacement = Optional.empty();
    /** The name of the filter whose text the replacement is. */
    private String writer = "";

    /** The changes of a filter cannot be made. This has decided about the message. */
    static final class Ended extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Decision decision;

        Ended(Decision decision) {
            this.decision = decision;
        }

        Decision decision() {
            return decision;
        }
    }

    Passage(SpooledMessage original, StrayCr strayCr, Deadline deadline) {
        this.original = original;
        this.strayCr = strayCr;
        this.deadline = deadline;
        this.message = original;
    }

    /** The message that the next filter examines. */
    SpooledMessage next() throws IOException {
        if (replacement.isPresent()) {
            message = spooled(replacement.get());
            replacement = Optional.empty();
        } else if (!notes.isEmpty()) {
            // The filter before it may have written to the message's file, which must still hold the message.
            message.check();
        }
        return message;
    }

    /**
     * A text, encoded as for the next hop and decoded again, as a message. So the next filter sees the bytes that will pass, for
     * example after the repair of a stray CR.
     */
    private SpooledMessage spooled(SpooledText text) throws IOException {
        SpooledMessage made = original.derive();
        SmtpRoundTrip.pass(block -> readInTime(text, block), LineEnds.LF_OR_CRLF, strayCr, made::write);
        return made;
    }

    /** Reads a block, if there is time. A file with holes (sparse) may have any size at no cost where nothing limits it. */
    private int readInTime(SpooledText text, byte[] block) throws IOException {
        if (deadline.isOver()) {
            throw new Ended(new Decision.PutOff(
                    writer,
                    new NoVerdict.Failed(
                            "there was no time left to copy what it wrote (" + text.size() + " bytes: --deadline)"),
                    proceedings()));
        }
        return text.read(block);
    }

    void note(FilterNote note) {
        notes.add(note);
    }

    /** Notes what a filter says that lets the message pass, and makes its changes. */
    void passed(Verdict.Passing verdict) throws IOException {
        switch (verdict) {
            case Verdict.Accept(Remarks filterRemarks) -> remarks.add(filterRemarks);
            case Verdict.Edit edit -> edited(edit);
            case Verdict.Defer defer -> {
                deferred(defer);
                passed(defer.besides());
            }
        }
    }

    /** Notes what is to become of the message if the filters to come let it pass, or refuse it. Of two notes the first counts. */
    private void deferred(Verdict.Defer defer) {
        switch (defer.condition()) {
            case IF_PERMIT -> ifPermitted = ifPermitted.or(() -> Optional.of(defer.reply()));
            case IF_REJECT -> ifRejected = ifRejected.or(() -> Optional.of(defer.reply()));
        }
    }

    /** The reply to the client if a filter refuses the message with this one. */
    Reply refusal(Reply reply) {
        return reply.code() / 100 == 5 ? ifRejected.orElse(reply) : reply;
    }

    void failed(String filter, String reason) {
        failures.add(new Proceedings.Failure(filter, reason));
    }

    private void edited(Verdict.Edit edit) throws IOException {
        remarks.add(edit.remarks());
        replacement = edit.content();
        if (replacement.isPresent()) {
            writer = notes.getLast().filter();
        }
        if (edit.edits().isEmpty()) {
            return;
        }
        if (replacement.isPresent()) {
            // Its stray CRs are repaired first, so that its header ends where the next hop will see its end.
            message = next();
        }
        editHeader(edit.edits());
    }

    /** Removes fields that filters alone are to write, before the first filter is asked: only the sender can have put them there. */
    void clear(List<OwnFields> own) throws IOException {
        if (!own.isEmpty()) {
            HeaderBlock header = header();
            edit(header, OwnFields.removal(own, header.names()));
        }
    }

    private void editHeader(List<HeaderEdit> edits) throws IOException {
        edit(header(), edits);
    }

    private HeaderBlock header() throws IOException {
        try {
            return HeaderBlock.read(message.text()::read);
        } catch (HeaderBlock.TooLarge e) {
            throw headerTooLarge();
        }
    }

    /** Makes changes of the header. If they change nothing, the message stays the one that it was. */
    private void edit(HeaderBlock header, List<HeaderEdit> edits) throws IOException {
        try {
            if (header.edit(edits)) {
                message = message.derive(header.bytes(), header.sourceLength());
            }
        } catch (HeaderBlock.TooLarge e) {
            throw headerTooLarge();
        }
    }

    private Ended headerTooLarge() {
        return new Ended(new Decision.Refuse(Replies.HEADER_TOO_LARGE, Speaker.POSTPROX, proceedings()));
    }

    Proceedings proceedings() {
        return new Proceedings(notes, remarks, failures);
    }

    /** The decision after the last filter. */
    Decision end() {
        if (ifPermitted.isPresent()) {
            return new Decision.Refuse(ifPermitted.get(), Speaker.FILTER, proceedings());
        }
        return replacement.isPresent()
                ? pass(replacement.get(), LineEnds.LF_OR_CRLF, result())
                : pass(message.text(), LineEnds.LF, result());
    }

    private FilterResult result() {
        if (!failures.isEmpty()) {
            return FilterResult.FAILED;
        }
        if (message != original || replacement.isPresent()) {
            return FilterResult.CHANGED;
        }
        return notes.stream().anyMatch(note -> note.wasAsked() && !note.observed())
                ? FilterResult.PASSED
                : FilterResult.NONE;
    }

    private Decision pass(SpooledText text, LineEnds lineEnds, FilterResult filtered) {
        return new Decision.Pass(text, lineEnds, filtered, proceedings());
    }
}
