package postprox.filter.service;

import java.util.function.IntSupplier;
import postprox.event.Events;
import postprox.event.FilterEvent;
import postprox.filter.Examination;
import postprox.net.Endpoint;
import postprox.spool.SpoolException;

/**
 * One of the servers of a service. The log hears when it is left alone, and when it is in use again. Thread-safe.
 *
 * @param filter the filter's name, for the log
 * @param inUse  how many servers of the filter are in use
 */
record Server(String filter, Endpoint place, Breaker breaker, Events events, IntSupplier inUse) {
    /** Ends the turn of a message that the server has answered. */
    void answered(Breaker.Turn turn) {
        note(turn.answered(), "");
    }

    /** Ends the turn of a message on which the server has failed. */
    void failed(Breaker.Turn turn, Examination examination, String why) throws SpoolException {
        note(turn.failed(MessageIdentity.of(examination), why), says(why));
    }

    /** Ends the turn of a message for which there was no connection. */
    void refused(Breaker.Turn turn, String why) {
        note(turn.refused(why), says(why));
    }

    /** A reason with the server's place in front. */
    String says(String why) {
        return place + ": " + why;
    }

    private void note(Breaker.Change change, String reason) {
        switch (change) {
            case NONE -> {
                // The administrator knows already, or need not know.
            }
            case OPENED ->
                events.publish(new FilterEvent.FilterServerLost(filter, place.toString(), reason, inUse.getAsInt()));
            case CLOSED ->
                events.publish(new FilterEvent.FilterServerBack(filter, place.toString(), breaker.sinceOpened()));
        }
    }
}
