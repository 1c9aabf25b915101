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

/**
 * A message as a plug-in sees it, until it is closed. A plug-in's thread may live on after that, so each access to the spool takes this
 * object's lock and looks whether the message is still open. A failure of the spool is kept: a plug-in that hides it does not make the
 * message pass. Thread-safe.
 */
final class OpenMessage implements Message {
    private final Examination examination;
    private final long largestContent;
    private boolean isClosed;
    private Optional<SpoolException> failure = Optional.empty();
    private Optional<FilterGround> ground = Optional.empty();

    OpenMessage(Examination examination, long largestContent) {
        this.examination = examination;
        this.largestContent = largestContent;
    }

    /** A part of the work on the spool. */
    @FunctionalInterface
    interface Access<T> {
        T run() throws SpoolException;
    }

    /** Works on the spool, if the message is open. */
    synchronized <T> T access(Access<T> work) throws IOException {
        if (isClosed) {
            throw new IOException("the message is closed: the filter has answered, or its time is over");
        }
        try {
            return work.run();
        } catch (SpoolException e) {
            failure = failure.or(() -> Optional.of(e));
            throw e;
        }
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
        return new ContentStream(this, text());
    }

    @Override
    public List<HeaderField> header() throws IOException {
        SpooledText text = text();
        HeaderBlock header = HeaderBlock.read(block -> access(() -> text.read(block)));
        List<HeaderField> fields = new ArrayList<>();
        for (String field : header.fields()) {
            int colon = field.indexOf(':');
            fields.add(new HeaderField(
                    field.substring(0, colon).strip(),
                    field.substring(colon + 1).strip()));
        }
        return fields;
    }

    private SpooledText text() throws IOException {
        return access(() -> examination.message().text());
    }

    @Override
    public Path file() throws IOException {
        return access(() -> {
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
        SpooledMessage made = access(() -> examination.message().derive());
        return new NewContent(this, made, largestContent);
    }

    /**
     * Closes the message, and says whether an answer about it can be believed. A second call does nothing.
     *
     * @return the failure that puts the answer in doubt, if there is one
     */
    synchronized Optional<SpoolException> close() {
        if (!isClosed) {
            isClosed = true;
            ground.ifPresent(this::check);
        }
        return failure;
    }

    private void check(FilterGround given) {
        try (given) {
            given.check();
        } catch (SpoolException e) {
            failure = failure.or(() -> Optional.of(e));
        }
    }
}
