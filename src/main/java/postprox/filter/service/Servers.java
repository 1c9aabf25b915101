package postprox.filter.service;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import postprox.event.Events;
import postprox.event.FilterEvent;
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
    /** A message that makes servers fail must not reach all of them. */
    private static final int MOST_THAT_SEE_A_MESSAGE = 2;

    private static final Duration LEAST_TIME = Duration.ofSeconds(1);

    private final String filter;
    private final List<Server> servers;
    private final Events events;

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
        this.filter = filter;
        this.events = events;
        this.servers = places.stream()
                .map(place -> new Server(place, new Breaker(ticker), this::note))
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
     * The server did not want the message to pass, or may not have wanted it, and the rest of its answer cannot be used. The message never
     * passes by that, and no other server is asked. It counts no more than {@link CannotExamine}, since a sender may have caused it.
     */
    public static final class NotToPass extends IOException {
        private static final long serialVersionUID = 1L;

        public NotToPass(String reason) {
            super(reason);
        }
    }

    /**
     * The server is used by as many messages as it allows. That is no failure of the server's, and a client that sends enough messages could
     * bring it about: none passes by that.
     */
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
         * Notes what the server has said in {@link Visit#heard}: behind the first words of its protocol a {@link Exchange.WrongAnswer} counts
         * no more than {@link CannotExamine}, and behind words against the message each failure is one of {@link NotToPass}.
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
     * @return the answer of a server; {@link NoVerdict.Failed} if all servers that may be asked failed or are left alone
     * @throws SpoolException if the message cannot be read
     */
    public Answer ask(Examination examination, Attempt attempt) throws SpoolException {
        Allowance allowance = examination.allowance();
        StringJoiner reasons = new StringJoiner("; ");
        List<Server.Outcome.NoRoom> full = new ArrayList<>();
        int seen = 0;
        for (int i = 0; i < servers.size() && seen < MOST_THAT_SEE_A_MESSAGE; i++) {
            if (i > 0 && reasons.length() > 0 && isTooLate(examination)) {
                break;
            }
            Server server = servers.get(i);
            Visit visit = Visit.of(server.place(), usableAfter(i), allowance.deadline());
            // From here on the turn must end, so that nothing stands between this and the "try" that ends it.
            Optional<Breaker.Turn> turn = server.breaker().turn();
            if (turn.isEmpty()) {
                reasons.add(server.place() + ": " + server.breaker().description());
                continue;
            }
            switch (server.examine(turn.get(), visit, examination, attempt)) {
                case Server.Outcome.Final(Answer answer) -> {
                    return answer;
                }
                case Server.Outcome.Failure(String reason, boolean mayHaveSeen) -> {
                    reasons.add(reason);
                    seen += mayHaveSeen ? 1 : 0;
                }
                case Server.Outcome.NoRoom noRoom -> full.add(noRoom);
            }
        }
        if (full.isEmpty()) {
            return new NoVerdict.Failed(reasons.toString());
        }
        return seen < MOST_THAT_SEE_A_MESSAGE
                ? waitFor(full.getFirst(), reasons, examination, attempt)
                : withoutRoom(full.getFirst());
    }

    /** Has a server examine a message as soon as it has room, the preferred one of those that have none. */
    private Answer waitFor(Server.Outcome.NoRoom full, StringJoiner reasons, Examination examination, Attempt attempt)
            throws SpoolException {
        Server server = full.server();
        Visit visit =
                Visit.of(server.place(), 0, examination.allowance().deadline()).waiting();
        Optional<Breaker.Turn> turn = server.breaker().turn();
        if (turn.isEmpty()) {
            return withoutRoom(full);
        }
        return switch (server.examine(turn.get(), visit, examination, attempt)) {
            case Server.Outcome.Final(Answer answer) -> answer;
            case Server.Outcome.Failure(String reason, var _) ->
                new NoVerdict.Failed(reasons.add(reason).toString());
            case Server.Outcome.NoRoom still -> withoutRoom(still);
        };
    }

    private static Answer withoutRoom(Server.Outcome.NoRoom full) {
        return new NoVerdict.Postponed("cannot hand the message to " + full.reason());
    }

    private static boolean isTooLate(Examination examination) {
        return examination.allowance().deadline().remaining().compareTo(LEAST_TIME) < 0;
    }

    private int usableAfter(int index) {
        return (int) servers.stream()
                .skip(index + 1L)
                .filter(server -> !server.breaker().isOpen())
                .count();
    }

    private void note(Server server, Breaker.Change change, String reason) {
        switch (change) {
            case NONE -> {
                // The administrator knows already, or need not know.
            }
            case OPENED -> {
                int left = (int) servers.stream()
                        .filter(other -> !other.breaker().isOpen())
                        .count();
                events.publish(
                        new FilterEvent.FilterServerLost(filter, server.place().toString(), reason, left));
            }
            case CLOSED ->
                events.publish(new FilterEvent.FilterServerBack(
                        filter, server.place().toString(), server.breaker().sinceOpened()));
        }
    }
}
