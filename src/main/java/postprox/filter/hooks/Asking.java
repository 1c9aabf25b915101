package postprox.filter.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.http.Call;
import postprox.filter.http.Head;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Visit;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.WireException;
import postprox.time.Deadline;

/**
 * Asks a scanner about one message, more than once if it must: with the same bytes and the same id, within the one deadline, and never
 * again after a time-out (draft-degennaro-mta-hooks-01 section 7.5.3 allows that; the scanner may be at work on the message still). Not
 * thread-safe.
 */
final class Asking {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int TOO_LARGE = 413;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    private final Scanner scanner;
    private final Targets targets;
    private final Examination examination;
    private final Deadline deadline;
    private final Heard heard;
    private Optional<Question> question = Optional.empty();
    private Optional<Target> asked = Optional.empty();
    private boolean isRenewed;

    Asking(Scanner scanner, Targets targets, Examination examination, Visit visit) {
        this.scanner = scanner;
        this.targets = targets;
        this.examination = examination;
        this.deadline = visit.deadline();
        this.heard = visit.heard();
    }

    /** The scanner's answer, after as many tries as are sensible. */
    Answer answer() throws IOException {
        Pauses pauses = new Pauses(deadline);
        while (true) {
            try {
                return once();
            } catch (Unavailable e) {
                if (!pauses.pause(e.retryAfter())) {
                    return new NoVerdict.Failed(String.valueOf(e.getMessage()));
                }
            } catch (NotConnected e) {
                if (e.why() != NotConnected.Why.REFUSED || !pauses.pause(Duration.ZERO)) {
                    throw e;
                }
            } catch (WireException e) {
                if (e.reason() != WireException.Cause.CLOSED || !pauses.pause(Duration.ZERO)) {
                    throw e;
                }
            }
        }
    }

    private Answer once() throws IOException {
        Target target = targets.now(deadline);
        Optional<Answer> answer = ask(target);
        if (answer.isEmpty() && !isRenewed) {
            // A scanner that was started anew does not know its registrations any more (section 4.5.2).
            Optional<Target> next = targets.instead(target, deadline);
            isRenewed = true;
            answer = next.isPresent() ? ask(next.get()) : answer;
        }
        return answer.orElseGet(() ->
                new NoVerdict.Failed("it says that it does not know the endpoint or the registration (404 or 410)"));
    }

    /** Asks once. Empty if the scanner does not know the target. */
    private Optional<Answer> ask(Target target) throws IOException {
        Question once = question(target);
        List<Head.Field> fields = new ArrayList<>();
        target.registrationId().ifPresent(id -> fields.add(new Head.Field("X-MTA-Hooks-Registration", id)));
        if (!once.id().isEmpty()) {
            fields.add(new Head.Field("X-MTA-Hooks-Request-Id", once.id()));
        }
        try (Call call = scanner.access().call("POST", target.url(), fields, once.payload(), deadline, heard)) {
            return answer(call, once);
        }
    }

    /** The same question at each try. */
    private Question question(Target target) throws IOException {
        if (asked.isPresent() && !asked.get().properties().equals(target.properties())) {
            throw new NotRegistered("its new registration wants other properties than the one before");
        }
        Question once = question.isPresent()
                ? question.get()
                : Question.of(scanner.dialect(), examination, target.properties());
        question = Optional.of(once);
        asked = Optional.of(target);
        return once;
    }

    private Optional<Answer> answer(Call call, Question once) throws IOException {
        int status = call.status();
        return switch (status) {
            case OK -> Optional.of(whole(call, once.answer(examination, call.body(once.mostBytes()), heard)));
            case NO_CONTENT -> Optional.of(whole(call, once.nothing()));
            case NOT_FOUND, GONE -> Optional.empty();
            case TOO_LARGE -> Optional.of(new NoVerdict.TooLarge("larger than the scanner takes (413)"));
            // The request is not as it should be, and so it is about this message.
            case BAD_REQUEST, UNPROCESSABLE -> throw new CannotExamine(call.words());
            case TOO_MANY_REQUESTS, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT -> throw Unavailable.of(call);
            default -> {
                if (status >= SERVER_ERRORS) {
                    // It broke at this message, and would do so again. Other mail it may examine.
                    throw new CannotExamine(call.words());
                }
                yield Optional.of(new NoVerdict.Failed(call.words()));
            }
        };
    }

    /** A scanner may refuse a message of which it has seen a part, but not let it pass. */
    private static Answer whole(Call call, Answer answer) throws CannotExamine {
        if (answer instanceof Verdict.Passing && !call.isWhole()) {
            throw new CannotExamine("it let the message pass before it had all of it");
        }
        return answer;
    }
}
