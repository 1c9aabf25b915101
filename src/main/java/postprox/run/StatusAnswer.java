package postprox.run;

import static postprox.run.StatusValues.name;
import static postprox.run.StatusValues.seconds;
import static postprox.run.StatusValues.text;
import static postprox.run.StatusValues.time;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postprox.control.Question;
import postprox.event.ProcessEvent;
import postprox.figures.Attention;
import postprox.figures.Count;
import postprox.figures.Course;
import postprox.figures.Figures;
import postprox.figures.FilterSummary;
import postprox.figures.Incident;
import postprox.figures.Refusal;
import postprox.figures.Way;
import postprox.figures.Window;
import postprox.filter.Guard;
import postprox.net.Contact;
import postprox.net.HopState;
import postprox.posix.OwnProcess;
import postprox.session.MessageInHand;
import tools.jackson.core.JsonGenerator;

/** The answer to the question {@code status}: how this process is. docs/run.md has the names. Thread-safe. */
final class StatusAnswer implements Question {
    /** So many messages in hand are told, the oldest first. */
    private static final int MAX_IN_HAND = 100;

    private static final List<Count> BY_MINUTE = List.of(
            Count.ACCEPTED, Count.REFUSED, Count.DEFERRED, Count.QUARANTINED, Count.DISCARDED, Count.FILTER_FAILED);

    private final Engine engine;
    private final Figures figures;
    private final ProcessEvent.Mode mode;
    private final String place;
    private final Instant start;
    private final Progress progress;

    /**
     * Makes the answer.
     *
     * @param place    where clients reach this process
     * @param start    when this process began to serve
     * @param progress how far it has come
     */
    StatusAnswer(
            Engine engine, Figures figures, ProcessEvent.Mode mode, String place, Instant start, Progress progress) {
        this.engine = engine;
        this.figures = figures;
        this.mode = mode;
        this.place = place;
        this.start = start;
        this.progress = progress;
    }

    @Override
    public void answer(JsonGenerator json) {
        json.writeStringProperty("version", Version.text());
        json.writeNumberProperty("pid", ProcessHandle.current().pid());
        json.writeStringProperty("mode", mode.name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("phase", progress.phase().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("place", place);
        text(json, "config", engine.settings().configFile().orElse(""));
        time(json, "started", start);
        time(json, "now", Instant.now());
        text(json, "host", host());
        nextHop(json);
        json.writeNumberProperty("sessions", engine.sessions().open());
        json.writeNumberProperty(
                "sessions_limit", engine.settings().forSessions().limits().sessions());
        counts(json);
        StatusWindows.write(json, figures);
        StatusPlaces.write(json, engine);
        filters(json);
        inHand(json);
        refusals(json);
        attention(json);
    }

    private static String host() {
        try {
            return OwnProcess.hostName().strip();
        } catch (IOException e) {
            return "";
        }
    }

    private void nextHop(JsonGenerator json) {
        json.writeObjectPropertyStart("next_hop");
        json.writeStringProperty("place", engine.settings().nextHop().toString());
        Optional<Contact> latest = engine.dialer().latest();
        if (latest.isPresent()) {
            json.writeBooleanProperty("ok", engine.dialer().states().stream().anyMatch(HopState::isUp));
            time(json, "last_connect", Instant.now().minus(latest.get().age()));
            seconds(json, "connect_seconds", latest.get().took());
            text(json, "reason", latest.get().failure());
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("next_hops");
        for (HopState state : engine.dialer().states()) {
            json.writeStartObject();
            text(json, "place", state.place());
            json.writeBooleanProperty("up", state.isUp());
            time(json, "since", Instant.now().minus(state.since()));
            json.writeNumberProperty("connects", state.connects());
            json.writeNumberProperty("failures", state.failures());
            if (state.latest().isPresent()) {
                time(
                        json,
                        "last_connect",
                        Instant.now().minus(state.latest().get().age()));
                seconds(json, "connect_seconds", state.latest().get().took());
                text(json, "reason", state.latest().get().failure());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void counts(JsonGenerator json) {
        Course hour = figures.course(Window.HOUR);
        json.writeObjectPropertyStart("last_hour");
        for (Count count : Count.values()) {
            json.writeNumberProperty(name(count), hour.whole().of(count));
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("since_start");
        for (Count count : Count.values()) {
            json.writeNumberProperty(name(count), figures.sinceStart(count));
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("by_minute");
        for (Count count : BY_MINUTE) {
            json.writeArrayPropertyStart(name(count));
            hour.steps().forEach(minute -> json.writeNumber(minute.of(count)));
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void filters(JsonGenerator json) {
        json.writeArrayPropertyStart("filters");
        for (Guard guard : engine.chain().filters()) {
            FilterSummary summary = figures.filter(guard.name());
            json.writeStartObject();
            text(json, "name", guard.name());
            text(json, "what", engine.settings().filterNamed(guard.name()));
            json.writeNumberProperty("running", guard.slots().taken());
            json.writeNumberProperty("at_once", guard.slots().capacity().atOnce());
            json.writeNumberProperty("waiting", guard.slots().waiting());
            json.writeNumberProperty("messages", summary.messages());
            json.writeNumberProperty("messages_of_hour", summary.ofHour());
            seconds(json, "median_seconds", summary.median());
            seconds(json, "p99_seconds", summary.slow());
            seconds(json, "slowest_seconds", summary.slowest());
            seconds(json, "timeout_seconds", timeout(guard));
            json.writeStringProperty("on_failure", guard.failurePolicy().name().toLowerCase(Locale.ROOT));
            if (summary.failingSince().isPresent()) {
                time(json, "failing_since", summary.failingSince().get());
            }
            if (summary.lastFailure().isPresent()) {
                Incident failure = summary.lastFailure().get();
                time(json, "last_failure", failure.time());
                text(json, "reason", failure.reason());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** How long one message may be with a filter. */
    private Duration timeout(Guard guard) {
        Duration deadline = engine.settings().deadline();
        return guard.timeout().filter(own -> own.compareTo(deadline) < 0).orElse(deadline);
    }

    private void inHand(JsonGenerator json) {
        List<MessageInHand> all = engine.overview().inHand().stream()
                .sorted(Comparator.comparing(MessageInHand::age).reversed())
                .toList();
        json.writeNumberProperty("in_hand", all.size());
        json.writeArrayPropertyStart("messages");
        for (MessageInHand message : all.subList(0, Math.min(all.size(), MAX_IN_HAND))) {
            json.writeStartObject();
            seconds(json, "age_seconds", message.age());
            json.writeStringProperty("step", message.step().name().toLowerCase(Locale.ROOT));
            text(json, "filter", message.filter());
            way(json, Way.of(message.envelope()));
            json.writeNumberProperty("size", message.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void refusals(JsonGenerator json) {
        json.writeArrayPropertyStart("refusals");
        for (Refusal refusal : figures.refusals()) {
            json.writeStartObject();
            time(json, "time", refusal.time());
            text(json, "reply", refusal.reply());
            json.writeStringProperty("by", refusal.by().name().toLowerCase(Locale.ROOT));
            way(json, refusal.way());
            json.writeNumberProperty("size", refusal.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void way(JsonGenerator json, Way way) {
        json.writeStringProperty("session", way.session());
        text(json, "sender", way.sender());
        text(json, "recipient", way.recipient());
        json.writeNumberProperty("recipient_count", way.recipients());
        text(json, "client_address", way.client());
    }

    private void attention(JsonGenerator json) {
        json.writeArrayPropertyStart("attention");
        for (Attention one : figures.attention()) {
            json.writeStartObject();
            json.writeStringProperty("what", one.words());
            json.writeNumberProperty("times", one.times());
            time(json, "last", one.last());
            text(json, "reason", one.reason());
            json.writeStringProperty("command", one.command());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
