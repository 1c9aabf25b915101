package postprox.log;

import java.util.stream.Collectors;
import postprox.event.FilterEvent;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.text.LogText;

/** The log lines of events of filters. */
public final class FilterLines {
    private FilterLines() {}

    /** The line of an event. A trial also writes it to its standard error. */
    public static String of(FilterEvent event) {
        return switch (event) {
            case FilterEvent.FilterCounted(String filter, var answers) ->
                ProcessLines.inert("filter " + filter + " since the start: "
                        + answers.entrySet().stream()
                                .map(answer -> answer.getKey() + " " + answer.getValue())
                                .collect(Collectors.joining(", ")));
            case FilterEvent.FilterServerLost e -> words(e);
            case FilterEvent.FilterServerBack(String filter, String server, var lost) ->
                ProcessLines.inert(
                        "filter " + filter + ": " + server + " is in use again after " + lost.toSeconds() + " s");
            case FilterEvent.RegistrationNotRenewed(String filter, String server, String reason) ->
                ProcessLines.warning("filter " + filter + ": the registration at " + server
                        + " cannot be renewed; it is used until it ends: " + reason);
            case FilterEvent.RegistrationRenewed(String filter, String server) ->
                ProcessLines.inert("filter " + filter + ": the registration at " + server + " is renewed again");
            case FilterEvent.WorkerEnded(String filter, String reason, var pause) ->
                ProcessLines.warning("filter " + filter + ": " + reason
                        + (pause.isZero() ? "" : "; the next start is in " + pause.toSeconds() + " s at the earliest"));
            case FilterEvent.FilterSaid(String filter, String text) ->
                ProcessLines.inert("filter " + filter + " says: " + text);
            case FilterEvent.FilterLinesDropped(String filter, long lines) ->
                ProcessLines.warning(
                        "filter " + filter + " says more than the log takes: " + lines + " lines were left out");
            case JavaFilterNotice e -> LogText.inert(words(e), ProcessLines.TRACE_CHARACTERS);
        };
    }

    private static String words(FilterEvent.FilterServerLost lost) {
        String filter = "filter " + lost.filter();
        return lost.left() == 0
                ? "error: "
                        + ProcessLines.inert(
                                filter + ": a server is left alone for a while, and none is left: " + lost.reason())
                : ProcessLines.warning(filter + ": a server is left alone for a while, others are in use ("
                        + lost.left() + "): " + lost.reason());
    }

    private static String words(JavaFilterNotice notice) {
        return switch (notice.notice()) {
                    case PRINTED -> "java filter printed: ";
                    case THREW -> "warning: java filter threw an exception: ";
                    case THREAD_DIED -> "warning: a thread of a java filter died: ";
                    case THREADS_LOST -> "warning: java filter is asked no more, too many of its threads are lost: ";
                    case THREADS_BACK -> "warning: java filter is asked again, a lost thread has come back: ";
                    case CANNOT_CLOSE -> "warning: java filter does not end its work: ";
                    case ENDED_PROCESS -> "error: java filter has ended postprox: ";
                }
                + (notice.filter().isEmpty() ? "" : notice.filter() + ": ")
                + notice.detail();
    }
}
