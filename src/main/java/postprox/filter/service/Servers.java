package postprox.filter.service;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.event.Events;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NewContent;
import postprox.filter.NoVerdict;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.WireException;
import postprox.spool.SpoolException;
import postprox.time.Ticker;

/**
 * The servers of a service, the preferred one first. A message is given to the first server that is in use. If there is no connection,
 * the next one gets it. If the server fails on the message, one other server gets it, but none after a time-out: the first server
 * may be at work on it still, and its sender would wait longer. A server that fails again and again is left alone for a while
 * ({@link Breaker}). Thread-safe.
 */
public final class Servers {
    private static final Duration LEAST_TIME = Duration.ofSeconds(1);

    private final List<Server> servers;

    /**
     * Makes the servers, all in use.
     *
     * @param filter the filter's name, for the log
     * @param places the places of the servers in the order of preference, at least one
     */
    public Servers(String filter, List<Endpoint> places, Events events, Ticker ticker) {
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a service needs a server");
        }
        this.servers = places.stream()
                .map(place -> new Server(filter, place, new Breaker(ticker), events, () -> usableAfter(-1)))
                .toList();
    }

    /**
     * The server said that it cannot examine this message. The filter has failed for the message, and another server is asked.
     * But it is no failure that a {@link Breaker} counts: a sender of such messages would switch the server off for all others.
     */
    public static final class CannotExamine extends IOException {
        private static final long serialVersionUID = 1L;

        public CannotExamine(String reason) {
            super(reason);
        }
    }

    /**
     * The server did not want the message to pass, and the rest of its answer cannot be used. The message never passes by that, and no
     * other server is asked. It counts no more than {@link CannotExamine}, since a sender may have caused it.
     */
    public static final class NotToPass extends IOException {
        private static final long serialVersionUID = 1L;

        public NotToPass(String reason) {
            super(reason);
        }
    }

    /** The server has as many messages as it allows. A client that sends enough could bring that about: none passes by that. */
    public static final class Full extends IOException {
        private static final long serialVersionUID = 1L;

        public Full(String reason) {
            super(reason);
        }
    }

    /** Has a server examine a message. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Connects to a server, asks it and waits for its answer.
         *
         * <p>Notes what the server has said in {@link Visit#heard}: behind the first words of its protocol a {@link Exchange.WrongAnswer}
         * counts no more than {@link CannotExamine}. Behind words against the message each failure is one of {@link NotToPass}. Where the
         * server may be against it without having said so, another one is asked, and the message never passes if none answers.
         *
         * @return the answer. {@link NoVerdict.Failed} means that the server failed, whatever was heard
         * @throws CannotExamine  if the server says that it cannot examine this message
         * @throws NotToPass      if the server does not want the message to pass, and the rest of its answer cannot be used
         * @throws NewContent.TooLarge if what the server makes of the message is larger than allowed
         * @throws Full           if the server has no room for the message, and {@link Visit#mayWait} does not allow to wait for it, or not as long
         * @throws NotConnected   if there is no connection
         * @throws SpoolException if the message cannot be read, which is not the server's fault
         * @throws IOException    if the connection broke, or was at its deadline ({@link WireException})
         */
        Answer at(Visit visit) throws IOException;
    }

    /**
     * Has one server after the other examine a message, until one has answered. Blocks until then. A server without room for the message is
     * waited for only if no other one answers.
     *
     * @return the answer of a server; {@link NoVerdict.Failed} if all servers that may be asked failed or are left alone, or another
     *     {@link NoVerdict} where the message must not pass by that
     * @throws SpoolException if the message cannot be read
     */
    public Answer ask(Examination examination, Attempt attempt) throws SpoolException {
        Allowance allowance = examination.allowance();
        Unanswered unanswered = new Unanswered();
        for (int i = 0; i < servers.size() && unanswered.mayGoOn(); i++) {
            if (i > 0
                    && unanswered.hasReasons()
                    && allowance.deadline().remaining().compareTo(LEAST_TIME) < 0) {
                break;
            }
            Server server = servers.get(i);
            Visit visit = Visit.of(server.place(), usableAfter(i), allowance.deadline());
            // From here on the turn must end, so that nothing stands between this and the "try" that ends it.
            Optional<Breaker.Turn> turn = server.breaker().turn();
            if (turn.isEmpty()) {
                unanswered.leftAlone(server.says(server.breaker().description()));
                continue;
            }
            Outcome outcome = examine(server, turn.get(), visit, examination, attempt);
            if (outcome instanceof Outcome.Final(Answer answer)) {
                return answer;
            }
            unanswered.add(outcome);
        }
        Optional<Outcome.NoRoom> full = unanswered.toWaitFor();
        if (full.isPresent()) {
            Outcome outcome = waitFor(full.get(), examination, attempt);
            if (outcome instanceof Outcome.Final(Answer answer)) {
                return answer;
            }
            unanswered.addWaitedFor(outcome);
        }
        return unanswered.answer();
    }

    /** Has a server examine a message as soon as it has room. */
    private static Outcome waitFor(Outcome.NoRoom full, Examination examination, Attempt attempt)
            throws SpoolException {
        Server server = full.server();
        Visit visit =
                Visit.of(server.place(), 0, examination.allowance().deadline()).waiting();
        Optional<Breaker.Turn> turn = server.breaker().turn();
        return turn.isEmpty() ? full : examine(server, turn.get(), visit, examination, attempt);
    }

    private int usableAfter(int index) {
        return (int) servers.stream()
                .skip(index + 1L)
                .filter(server -> !server.breaker().isOpen())
                .count();
    }

    private static Outcome examine(
            Server server, Breaker.Turn turn, Visit visit, Examination examination, Attempt attempt)
            throws SpoolException {
        try {
            Answer answer = attempt.at(visit);
            if (answer instanceof NoVerdict.Failed(String reason)) {
                server.failed(turn, examination, reason);
                return new Outcome.Failure(server.says(reason), false);
            }
            server.answered(turn);
            return new Outcome.Final(answer);
        } catch (NotToPass e) {
            return new Outcome.Final(new NoVerdict.Doubtful(server.says(String.valueOf(e.getMessage()))));
        } catch (NewContent.TooLarge e) {
            // The server did its work; what it makes of this message is too large.
            server.answered(turn);
            return new Outcome.Final(examination.contentTooLarge());
        } catch (Full e) {
            return new Outcome.NoRoom(server, server.says(String.valueOf(e.getMessage())));
        } catch (NotConnected e) {
            return notConnected(server, turn, e);
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            return broken(server, turn, visit.heard(), examination, e);
        } finally {
            turn.undecided();
        }
    }

    /** What it means that a server's answer cannot be used, or does not come. */
    private static Outcome broken(
            Server server, Breaker.Turn turn, Heard heard, Examination examination, IOException failure)
            throws SpoolException {
        boolean isTimeout = isTimeout(failure);
        String why = isTimeout ? "no answer in " + examination.allowance() : String.valueOf(failure.getMessage());
        if (counts(failure, heard)) {
            server.failed(turn, examination, why);
        }
        if (heard.hasWordsAgainst()) {
            // Another server could let it pass.
            return new Outcome.Final(new NoVerdict.Doubtful(server.says(heard.andThen(why))));
        }
        return isTimeout
                ? new Outcome.TimedOut(server.says(why), heard.isAgainst())
                : new Outcome.Failure(server.says(why), heard.isAgainst());
    }

    /**
     * Whether a failure counts against the server. A complaint about this message's answer does not, nor does the end of a connection behind
     * words against the message: a sender may have caused it. After a time-out the next message would wait as long as this one.
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

    private static Outcome notConnected(Server server, Breaker.Turn turn, NotConnected e) {
        String why = String.valueOf(e.getMessage());
        return switch (e.why()) {
            case NO_RESOURCES ->
                new Outcome.Final(new NoVerdict.Postponed("cannot hand the message to " + server.says(why)));
            case REFUSED, SILENT -> {
                server.refused(turn, why);
                yield new Outcome.Unreached(server.says(why));
            }
        };
    }
}
