package postprox.log;

import postprox.event.FilterEvent;

/** Writes events of filters as JSON. No process loads this that has none. */
final class JsonFilterEvents {
    private JsonFilterEvents() {}

    /** Writes the name and the fields of an event. */
    static void write(FilterEvent event, JsonLine line) {
        switch (event) {
            case FilterEvent.FilterCounted e ->
                line.event("filter_counted").text("filter", e.filter()).numbers("answers", e.answers());
            case FilterEvent.FilterServerLost e ->
                line.event("filter_server_lost")
                        .text("filter", e.filter())
                        .text("server", e.server())
                        .text("reason", e.reason())
                        .number("left", e.left());
            case FilterEvent.FilterServerBack e ->
                line.event("filter_server_back")
                        .text("filter", e.filter())
                        .text("server", e.server())
                        .seconds("lost_seconds", e.lost());
            case FilterEvent.RegistrationNotRenewed e ->
                line.event("registration_not_renewed")
                        .text("filter", e.filter())
                        .text("server", e.server())
                        .text("reason", e.reason());
            case FilterEvent.RegistrationRenewed e ->
                line.event("registration_renewed").text("filter", e.filter()).text("server", e.server());
            case FilterEvent.WorkerEnded e ->
                line.event("worker_ended")
                        .text("filter", e.filter())
                        .text("reason", e.reason())
                        .seconds("pause_seconds", e.pause());
            case FilterEvent.FilterSaid e ->
                line.event("filter_said").text("filter", e.filter()).text("line", e.line());
            case FilterEvent.FilterLinesDropped e ->
                line.event("filter_lines_dropped").text("filter", e.filter()).number("lines", e.lines());
            case FilterEvent.JavaFilterNotice e ->
                line.event("java_filter_notice")
                        .text("filter", e.filter())
                        .word("notice", e.notice())
                        .text("detail", e.detail());
        }
    }
}
