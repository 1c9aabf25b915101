package postprox.filter.service;

import java.io.IOException;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NewContent;
import postprox.filter.NoVerdict;
import postprox.filter.service.Servers.Attempt;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.Full;
import postprox.filter.service.Servers.NotToPass;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.WireException;
import postprox.spool.SpoolException;

/**
 * One of the {@link Servers} of a service, and what an attempt at it means for the message and for the server. Thread-safe.
 *
 * @param noted hears how each attempt has changed the breaker
 */
record Server(Endpoint place, Breaker breaker, Noted noted) {
    /** Hears of a change of the breaker. */
    @FunctionalInterface
    interface Noted {
        /**
         * Hears of it.
         *
         * @param reason why; empty if the server has answered
         */
        void note(Server server, Breaker.Change change, String reason);
    }

    /** The outcome of an attempt: an answer that ends the examination, or why another server may be asked. */
    sealed interface Outcome {
        record Final(Answer answer) implements Outcome {}

        record Failure(String reason, boolean mayHaveSeen) implements Outcome {}

        record NoRoom(Server server, String reason) implements Outcome {}
    }

    /**
     * Makes an attempt.
     *
     * @param turn the message's turn, which ends here
     * @throws SpoolException if the message cannot be read
     */
    Outcome examine(Breaker.Turn turn, Visit visit, Examination examination, Attempt attempt) throws SpoolException {
        try {
            Answer answer = attempt.at(visit);
            if (answer instanceof NoVerdict.Failed(String reason)) {
                return failed(turn, examination, reason);
            }
            noted.note(this, turn.answered(), "");
            return new Outcome.Final(answer);
        } catch (NotToPass e) {
            return new Outcome.Final(new NoVerdict.Doubtful(place + ": " + e.getMessage()));
        } catch (NewContent.TooLarge e) {
            // The server did its work; what it makes of this message is too large.
            noted.note(this, turn.answered(), "");
            return new Outcome.Final(examination.contentTooLarge());
        } catch (Full e) {
            return new Outcome.NoRoom(this, place + ": " + e.getMessage());
        } catch (NotConnected e) {
            return notConnected(turn, e);
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            return broken(turn, visit.heard(), examination, e);
        } finally {
            turn.undecided();
        }
    }

    /** What it means that a server's answer cannot be used, or does not come. */
    private Outcome broken(Breaker.Turn turn, Heard heard, Examination examination, IOException failure)
            throws SpoolException {
        boolean isTimeout = isTimeout(failure);
        String why = isTimeout ? "no answer in " + examination.allowance() : String.valueOf(failure.getMessage());
        if (counts(failure, heard)) {
            failed(turn, examination, why);
        }
        if (heard.isAgainst()) {
            return new Outcome.Final(new NoVerdict.Doubtful(place + ": " + heard.andThen(why)));
        }
        String reason = place + ": " + why;
        return isTimeout ? new Outcome.Final(new NoVerdict.Failed(reason)) : new Outcome.Failure(reason, true);
    }

    /**
     * Whether a failure counts against the server. A complaint about this message's answer does not, nor does the end of a connection behind words
     * against the message: a sender may have caused it. After a time-out the next message would wait as long as this one.
     */
    private static boolean counts(IOException failure, Heard heard) {
        return switch (failure) {
            case CannotExamine _ -> false;
            case Exchange.WrongAnswer _ -> !heard.isItsProtocol();
            default -> isTimeout(failure) || !heard.isAgainst();
        };
    }

    private static boolean isTimeout(IOException failure) {
        return failure instanceof WireException broken && broken.reason() == WireException.Cause.TIMEOUT;
    }

    private Outcome notConnected(Breaker.Turn turn, NotConnected e) {
        String reason = place + ": " + e.getMessage();
        return switch (e.why()) {
            case NO_RESOURCES -> new Outcome.Final(new NoVerdict.Postponed("cannot hand the message to " + reason));
            case REFUSED, SILENT -> {
                noted.note(this, turn.refused(String.valueOf(e.getMessage())), reason);
                yield new Outcome.Failure(reason, false);
            }
        };
    }

    private Outcome.Failure failed(Breaker.Turn turn, Examination examination, String why) throws SpoolException {
        String reason = place + ": " + why;
        noted.note(this, turn.failed(MessageIdentity.of(examination), why), reason);
        return new Outcome.Failure(reason, true);
    }
}
