package postprox.filter.java;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Examination;
import postprox.filter.api.Client;
import postprox.filter.api.Envelope;
import postprox.filter.api.HeaderField;
import postprox.filter.api.Message;
import postprox.mail.HeaderBlock;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.FilterGround;
import postprox.spool.SpoolException;
import postprox.spool.SpoolFile;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/** A message as a plug-in sees it, until it is closed. Thread-safe: all that reads or writes passes the {@link Gate}. */
final class OpenMessage implements Message {
    private final Examination examination;
    private final Gate gate = new Gate();

    // The gate guards this.
    private Optional<FilterGround> ground = Optional.empty();

    private volatile boolean isHeaderTooLarge;
    private volatile boolean isContentTooLarge;

    OpenMessage(Examination examination) {
        this.examination = examination;
    }

    @Override
    public Envelope envelope() {
        var envelope = examination.envelope();
        return new Addresses(envelope.session(), envelope.sender(), envelope.recipients());
    }

    private record Addresses(String session, String sender, List<String> recipients) implements Envelope {}

    @Override
    public Client client() {
        var envelope = examination.envelope();
        return new Origin(
                envelope.client(Attribute.ADDR),
                envelope.client(Attribute.NAME),
                envelope.client(Attribute.PORT),
                envelope.helo(),
                envelope.client(Attribute.PROTO),
                envelope.client(Attribute.SOURCE),
                envelope.client(Attribute.IDENT));
    }

    private record Origin(
            String address, String name, String port, String helo, String protocol, String source, String ident)
            implements Client {}

    @Override
    public long size() {
        return examination.message().size();
    }

    @Override
    public InputStream content() throws IOException {
        return new ContentStream(gate, text());
    }

    @Override
    public List<HeaderField> header() throws IOException {
        SpooledText text = text();
        HeaderBlock header;
        try {
            header = HeaderBlock.read(block -> gate.access(() -> text.read(block)));
        } catch (HeaderBlock.TooLarge e) {
            isHeaderTooLarge = true;
            throw e;
        }
        List<HeaderField> fields = new ArrayList<>();
        for (String field : header.fields()) {
            int colon = field.indexOf(':');
            fields.add(new HeaderField(
                    field.substring(0, colon).strip(),
                    field.substring(colon + 1).strip()));
        }
        return fields;
    }

    /** Whether the filter asked for the header in vain, since it is too large. A sender could bring this about. */
    boolean isHeaderTooLarge() {
        return isHeaderTooLarge;
    }

    private SpooledText text() throws IOException {
        return gate.access(() -> examination.message().text());
    }

    @Override
    public Path file() throws IOException {
        return gate.access(() -> {
            SpoolFile file = examination.message().asFile();
            if (ground.isEmpty()) {
                ground = Optional.of(FilterGround.under(file));
            }
            return file.path();
        });
    }

    @Override
    public Duration timeLeft() {
        return examination.allowance().deadline().remaining();
    }

    /** A new, empty content in place of the message's. */
    NewContent newContent() throws IOException {
        SpooledMessage made = gate.access(() -> examination.message().derive());
        return new NewContent(gate, made, this::isTooLarge);
    }

    /** Whether a new content is to become larger than allowed. Once it was, nothing more of it is taken. */
    private boolean isTooLarge(long contentBytes) {
        isContentTooLarge = isContentTooLarge || examination.isTooLarge(contentBytes);
        return isContentTooLarge;
    }

    /** Whether the filter tried to write more than is allowed. A sender could bring this about. */
    boolean isContentTooLarge() {
        return isContentTooLarge;
    }

    /**
     * Closes the message, and says whether an answer about it can be believed. A second call does nothing.
     *
     * @return the failure that puts the answer in doubt, if there is one
     */
    Optional<SpoolException> close() {
        return gate.shut(() -> {
            if (ground.isPresent()) {
                try (FilterGround given = ground.get()) {
                    given.check();
                }
            }
        });
    }
}
