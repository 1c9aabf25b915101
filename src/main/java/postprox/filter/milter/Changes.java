package postprox.filter.milter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Examination;
import postprox.filter.NewContent;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.text.WireText;

/** What a milter changes at the end of a message. A refusal behind it makes it void. Not thread-safe. */
final class Changes {
    private final Examination examination;
    private final Content content;
    private final List<HeaderEdit> edits = new ArrayList<>();
    private Optional<NewContent> made = Optional.empty();
    private Optional<String> quarantine = Optional.empty();
    private long editedBytes;
    private boolean bodyHasEnded;

    Changes(Examination examination, Content content) {
        this.examination = examination;
        this.content = content;
    }

    /**
     * Notes a change of the header.
     *
     * @param bytes the size of what the milter said
     */
    void edit(HeaderEdit edit, int bytes) throws Servers.CannotExamine {
        editedBytes += bytes;
        if (edits.size() == HeaderBlock.MOST_FIELDS || editedBytes > HeaderBlock.LARGEST_BYTES) {
            throw new Servers.CannotExamine("it wants more changes of the header than a header can hold");
        }
        bodyHasEnded = made.isPresent();
        edits.add(edit);
    }

    /** Notes that the message is to be kept aside. The last reason counts. */
    void quarantine(String reason) {
        bodyHasEnded = made.isPresent();
        quarantine = Optional.of(reason);
    }

    /**
     * Appends a piece of another body. Postfix too takes a body in one run only.
     *
     * @throws NewContent.TooLarge if it is larger than allowed
     */
    void body(String piece) throws IOException {
        if (bodyHasEnded) {
            throw new Servers.CannotExamine("it wants to replace the body a second time");
        }
        NewContent content = made.isPresent() ? made.get() : begin();
        byte[] bytes = WireText.bytes(piece);
        content.write(bytes, 0, bytes.length);
    }

    private NewContent begin() throws IOException {
        NewContent begun = new NewContent(examination);
        byte[] header = WireText.bytes(content.headerText() + "\n");
        begun.write(header, 0, header.length);
        made = Optional.of(begun);
        return begun;
    }

    /** What becomes of a message that the milter lets pass. */
    Verdict verdict(Remarks remarks) {
        if (quarantine.isPresent()) {
            return new Verdict.Quarantine(quarantine.get());
        }
        return edits.isEmpty() && made.isEmpty()
                ? new Verdict.Accept(remarks)
                : new Verdict.Edit(edits, made.map(NewContent::text), remarks);
    }
}
