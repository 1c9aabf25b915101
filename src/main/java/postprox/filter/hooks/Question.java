package postprox.filter.hooks;

import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Verdict;
import postprox.filter.http.BodyStream;
import postprox.filter.http.Payload;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers.CannotExamine;
import postprox.mail.HeaderBlock;

/**
 * What a scanner is asked about one message, in one dialect. The bytes of the request and its id are the same however often it is
 * asked: scanners take a second request with the id for the first one (draft-degennaro-mta-hooks-01 section 5.1).
 */
sealed interface Question {
    /** The most bytes of an answer, apart from a new message. */
    int MOST_BYTES = 1024 * 1024;

    /** The request's body. */
    Payload payload();

    /** The request's id; empty if the dialect has none. */
    String id();

    /**
     * Reads a body that came with 200.
     *
     * @param heard learns at once that the scanner does not accept the message
     * @throws CannotExamine if it is void, and NotToPass if the scanner does not accept the message besides
     * @throws IOException   if it cannot be read, or if it has more content than allowed
     */
    Answer answer(Examination examination, BodyStream body, Heard heard) throws IOException;

    /** The most bytes of such a body, apart from a new message. */
    long mostBytes();

    /**
     * What an answer without a body means, 204.
     *
     * @throws CannotExamine if it means nothing
     */
    Answer nothing() throws CannotExamine;

    /**
     * The question about a message.
     *
     * @param properties what the scanner wants to know, as JSON Pointers, in the dialect that has such
     * @throws HeaderBlock.TooLarge if the message cannot be shown in this dialect, since its header is too large
     */
    static Question of(Dialect dialect, Examination examination, Set<String> properties) throws IOException {
        Facts facts = Facts.of(examination.envelope());
        return switch (dialect) {
            case DRAFT01 ->
                new Draft01(
                        DraftRequest.of(facts, examination.message().text(), properties, Instant.now()),
                        UUID.randomUUID().toString());
            case STALWART ->
                new Stalwart(StalwartRequest.of(facts, examination.message().text()));
        };
    }

    /** A question of draft-01. */
    record Draft01(Payload payload, String id) implements Question {
        @Override
        public Answer answer(Examination examination, BodyStream body, Heard heard) throws IOException {
            return DraftAnswer.read(examination, body, id, heard);
        }

        @Override
        public long mostBytes() {
            return MOST_BYTES;
        }

        @Override
        public Answer nothing() {
            return new Verdict.Accept();
        }
    }

    /** A question as Stalwart asks it. */
    record Stalwart(StalwartRequest request) implements Question {
        @Override
        public Payload payload() {
            return request.payload();
        }

        @Override
        public String id() {
            return "";
        }

        @Override
        public Answer answer(Examination examination, BodyStream body, Heard heard) throws IOException {
            return StalwartAnswer.read(examination, request, body, heard);
        }

        @Override
        public long mostBytes() {
            return MOST_BYTES + (long) Json.MOST_BYTES_OF_CHARACTER * Json.MOST_LARGE_TEXT;
        }

        @Override
        public Answer nothing() throws CannotExamine {
            throw new CannotExamine("its answer is void: it has no body, and so no action");
        }
    }
}
