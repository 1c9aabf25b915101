package postprox.log;

import java.time.Instant;
import java.time.InstantSource;
import postprox.event.AdminEvent;
import postprox.event.CleaningEvent;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.event.MessageEvent;
import postprox.event.NextHopEvent;
import postprox.event.ProcessEvent;
import postprox.event.QuarantineEvent;
import postprox.event.ReloadEvent;
import postprox.event.ResidentEvent;
import postprox.event.SessionEvent;
import postprox.event.UpgradeEvent;
import postprox.time.Deadline;

/**
 * The log for programs: each event is a line with a JSON object. The dialogue is written from verbosity 3 on, and all other
 * events at any verbosity. docs/LOG.md has the names of events and fields, which stay the same from release to release.
 * Thread-safe.
 */
public final class JsonLog implements EventLog {
    private static final int DIALOGUE = 3;

    private final LogSink sink;
    private volatile int verbosity;
    private final InstantSource clock;

    /**
     * Makes a log.
     *
     * @param verbosity the number of {@code -v} options
     */
    public JsonLog(LogSink sink, int verbosity, InstantSource clock) {
        this.sink = sink;
        this.verbosity = verbosity;
        this.clock = clock;
    }

    /** Makes a log with the system's clock. A thread of its own ({@link QueuedSink}) writes the lines. */
    public static JsonLog to(QueuedSink.Writer writer, int verbosity) {
        InstantSource clock = InstantSource.system();
        return new JsonLog(new QueuedSink(writer, lost -> line(lost, clock.instant())), verbosity, clock);
    }

    @Override
    public void publish(Event event) {
        if (wantsDialogue() || !(event instanceof SessionEvent.Dialogue)) {
            boolean _ = sink.write(Severity.of(event), () -> line(event, clock.instant()));
        }
    }

    @Override
    public boolean handOver(Event event, Deadline deadline) {
        return (wantsDialogue() || !(event instanceof SessionEvent.Dialogue))
                && sink.writeAndWait(Severity.of(event), () -> line(event, clock.instant()), deadline);
    }

    @Override
    public boolean wantsDialogue() {
        return verbosity >= DIALOGUE;
    }

    @Override
    public void verbosity(int next) {
        verbosity = next;
    }

    @Override
    public void close() {
        sink.close();
    }

    /** The line of an event, with the time at which it happened. */
    static String line(Event event, Instant time) {
        JsonLine line = new JsonLine(time, Severity.of(event));
        switch (event) {
            case SessionEvent e -> ofSession(e, line);
            case ProcessEvent e -> ofProcess(e, line);
            case FilterEvent e -> JsonFilterEvents.write(e, line);
            case QuarantineEvent e -> ofQuarantine(e, line);
        }
        return line.end();
    }

    private static void ofQuarantine(QuarantineEvent event, JsonLine line) {
        switch (event) {
            case QuarantineEvent.MessageReleased e ->
                line.event("message_released")
                        .text("next_hop", e.nextHop())
                        .reply(e.reply())
                        .text("remains", e.remains());
            case QuarantineEvent.ReleaseFailed e ->
                line.event("release_failed").text("next_hop", e.nextHop()).text("reason", e.reason());
            case QuarantineEvent.MessageDeleted _ -> line.event("message_deleted");
        }
        line.subject(event.message());
    }

    private static void ofSession(SessionEvent event, JsonLine line) {
        switch (event) {
            case MessageEvent e -> ofMessage(e, line);
            case SessionEvent.SessionStarted e -> {
                line.event("session_started", e).text("client", e.client());
                e.balancer()
                        .ifPresent(balancer ->
                                line.text("balancer", balancer.name()).text("unique_id", balancer.uniqueId()));
            }
            case SessionEvent.SessionEnded e ->
                line.event("session_ended", e)
                        .text("client", e.client())
                        .word("end", e.end())
                        .number("messages", e.messages());
            case SessionEvent.LimitReached e ->
                line.event("limit_reached", e).text("client", e.client()).word("limit", e.limit());
            case SessionEvent.NextHopTrouble e -> {
                line.event("next_hop_trouble", e).word("kind", e.kind());
                e.verb().ifPresent(verb -> line.text("verb", verb.name()));
                line.text("detail", e.detail());
                e.end().ifPresent(end -> line.word("end", end));
            }
            case SessionEvent.LoopFound e -> line.event("loop_found", e).word("loop", e.loop());
            case SessionEvent.DeadlineOver e ->
                line.event("deadline_over", e).word("stage", e.stage()).text("detail", e.detail());
            case SessionEvent.MessageDamaged e ->
                line.event("message_damaged", e).word("damage", e.damage());
            case SessionEvent.FilterRemark e -> line.event("filter_remark", e).text("hint", e.hint());
            case SessionEvent.DirectoryShut e -> line.event("directory_shut", e).text("detail", e.detail());
            case SessionEvent.SpoolTrouble e -> line.event("spool_trouble", e).text("reason", e.reason());
            case SessionEvent.QuarantineTrouble e ->
                line.event("quarantine_trouble", e).text("reason", e.reason());
            case SessionEvent.Mistake e -> line.event("mistake", e).mistake(e.cause());
            case SessionEvent.Dialogue e ->
                line.event("dialogue", e).word("direction", e.direction()).text("line", e.line());
        }
    }

    private static void ofMessage(MessageEvent event, JsonLine line) {
        switch (event) {
            case MessageEvent.MessageAccepted e ->
                line.event("message_accepted", e)
                        .word("filter_result", e.filterResult())
                        .reply(e.reply());
            case MessageEvent.MessageRefused e ->
                line.event("message_refused", e).reply(e.reply()).word("by", e.by());
            case MessageEvent.MessageQuarantined e ->
                line.event("message_quarantined", e)
                        .text("filter", e.filter())
                        .text("reason", e.reason())
                        .text("id", e.id())
                        .reply(e.reply());
            case MessageEvent.MessageDiscarded e ->
                line.event("message_discarded", e)
                        .text("filter", e.filter())
                        .text("reason", e.reason())
                        .reply(e.reply());
            case MessageEvent.MessageAborted e ->
                line.event("message_aborted", e).word("abort", e.abort());
            case MessageEvent.FilterFailed e ->
                line.event("filter_failed", e)
                        .text("filter", e.filter())
                        .word("failure", e.failure())
                        .text("reason", e.reason())
                        .word("disposition", e.disposition());
            case MessageEvent.OutcomeUnknown e ->
                line.event("outcome_unknown", e).text("reason", e.reason());
        }
        line.message(event.message());
    }

    private static void ofProcess(ProcessEvent event, JsonLine line) {
        switch (event) {
            case ProcessEvent.Started e -> {
                line.event("started")
                        .word("mode", e.mode())
                        .text("place", e.place())
                        .text("next_hop", e.nextHop());
                e.filter().ifPresent(command -> line.text("filter", command));
            }
            case ProcessEvent.Stopped e -> line.event("stopped").word("mode", e.mode());
            case UpgradeEvent.HandedOver e ->
                line.event("handed_over").number("pid", e.pid()).text("version", e.version());
            case UpgradeEvent.TookOver e ->
                line.event("took_over").number("pid", e.pid()).text("version", e.version());
            case UpgradeEvent.HandoverFailed e -> line.event("handover_failed").text("reason", e.reason());
            case UpgradeEvent.SuccessorEnded e -> line.event("successor_ended").number("pid", e.pid());
            case ResidentEvent.ResidentIdle e -> line.event("resident_idle").seconds("idle_seconds", e.idle());
            case ProcessEvent.SessionsCutOff e -> line.event("sessions_cut_off").number("sessions", e.sessions());
            case ProcessEvent.SessionsTurnedAway e ->
                line.event("sessions_turned_away").number("times", e.times()).text("reason", e.reason());
            case ProcessEvent.ConnectionsRefused e ->
                line.event("connections_refused").number("times", e.times()).text("reason", e.reason());
            case ProcessEvent.AcceptTrouble e ->
                line.event("accept_trouble").number("times", e.times()).text("reason", e.reason());
            case AdminEvent.AdminOpen e ->
                line.event("admin_open").word("part", e.part()).text("place", e.place());
            case AdminEvent.AdminTrouble e ->
                line.event("admin_trouble")
                        .word("part", e.part())
                        .text("place", e.place())
                        .text("reason", e.reason());
            case ResidentEvent.HandoversRefused e ->
                line.event("handovers_refused").number("times", e.times()).text("reason", e.reason());
            case ResidentEvent.ResidentTrouble e ->
                line.event("resident_trouble").word("obstacle", e.obstacle()).text("reason", e.reason());
            case CleaningEvent.LeftOversRemoved e ->
                line.event("left_overs_removed")
                        .number("files", e.files())
                        .text("directory", e.directory())
                        .number("processes", e.processes());
            case CleaningEvent.QuarantineTidied e ->
                line.event("quarantine_tidied")
                        .text("directory", e.directory())
                        .text("before", e.before().toString())
                        .number("expired", e.expired())
                        .number("unfinished", e.unfinished())
                        .number("incomplete", e.incomplete());
            case CleaningEvent.CleanUpTrouble e ->
                line.event("clean_up_trouble")
                        .word("remains", e.remains())
                        .text("place", e.place())
                        .text("reason", e.reason());
            case NextHopEvent.NextHopDown e ->
                line.event("next_hop_down").text("next_hop", e.nextHop()).text("reason", e.reason());
            case NextHopEvent.NextHopUp e ->
                line.event("next_hop_up").text("next_hop", e.nextHop()).seconds("down_seconds", e.down());
            case ProcessEvent.StartWarning e ->
                line.event("start_warning")
                        .word("risk", e.risk())
                        .text("next_hop", e.nextHop())
                        .text("reason", e.reason());
            case ReloadEvent.LogGoesOn e -> line.event("log_goes_on").text("file", e.file());
            case ReloadEvent.NothingToReload _ -> line.event("nothing_to_reload");
            case ReloadEvent.Reloaded e ->
                line.event("reloaded")
                        .text("file", e.file())
                        .words("options", e.options())
                        .changes("filters", e.filters());
            case ReloadEvent.RestartNeeded e ->
                line.event("restart_needed").text("file", e.file()).words("options", e.options());
            case ReloadEvent.ReloadRefused e ->
                line.event("reload_refused").text("file", e.file()).text("reason", e.reason());
            case ProcessEvent.LinesLost e -> {
                line.event("lines_lost").number("lines", e.lines());
                e.reason().ifPresent(reason -> line.text("reason", reason));
            }
            case ProcessEvent.ProcessMistake e -> line.event("process_mistake").mistake(e.cause());
        }
    }
}
