package postprox.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.event.FilterNote;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Phases;
import postprox.event.ProcessEvent;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent;
import postprox.event.Speaker;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.testkit.EventSamples;

/** What Prometheus fetches. */
class MetricsTest {
    private static final Reply OK = Reply.of(250, "2.0.0 Ok: queued as 4ABC");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Metrics metrics = new Metrics(registry);

    private static Handled message(String sender, FilterNote... notes) {
        return new Handled(
                new Envelope("s", sender, List.of("b@example.com"), "helo", Map.of()),
                2113,
                new Phases(Duration.ofMillis(3), Duration.ofMillis(40), Duration.ofMillis(90)),
                "",
                List.of(notes));
    }

    private static FilterNote note(String filter, FilterNote.Said said) {
        return new FilterNote(filter, said, false, Duration.ofMillis(30), "");
    }

    private String scraped() {
        return scraped("");
    }

    private String scraped(String accept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new Scrape(registry).write(accept, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachMessageIsCountedOnceByWhatBecameOfIt() {
        metrics.publish(new MessageEvent.MessageAccepted(message("a@example.org"), FilterResult.PASSED, OK));
        metrics.publish(new MessageEvent.MessageAccepted(message("a@example.org"), FilterResult.CHANGED, OK));
        metrics.publish(new MessageEvent.MessageRefused(message("a@example.org"), Reply.of(550, "no"), Speaker.FILTER));
        metrics.publish(
                new MessageEvent.MessageRefused(message("a@example.org"), Reply.of(451, "later"), Speaker.POSTPROX));

        assertThat(scraped().lines())
                .contains(
                        "postprox_messages_total{result=\"accepted\"} 1.0",
                        "postprox_messages_total{result=\"changed\"} 1.0",
                        "postprox_messages_total{result=\"refused\"} 1.0",
                        "postprox_messages_total{result=\"deferred\"} 1.0",
                        "postprox_messages_total{result=\"quarantined\"} 0.0",
                        "postprox_message_replies_total{by=\"next_hop\",class=\"2xx\"} 2.0",
                        "postprox_message_replies_total{by=\"filter\",class=\"5xx\"} 1.0",
                        "postprox_message_replies_total{by=\"postprox\",class=\"4xx\"} 1.0",
                        "postprox_message_seconds_bucket{le=\"0.05\"} 0",
                        "postprox_message_seconds_bucket{le=\"0.1\"} 4",
                        "postprox_message_phase_seconds_count{phase=\"receive\"} 4",
                        "postprox_message_size_bytes_bucket{le=\"4000.0\"} 4");
    }

    @Test
    void eachFilterIsCountedByItsAnswersAndItsTime() {
        metrics.publish(new MessageEvent.MessageAccepted(
                message(
                        "a@example.org",
                        note("", FilterNote.Said.EDIT),
                        note("virus", FilterNote.Said.PASS),
                        note("spam", FilterNote.Said.NOT_ASKED)),
                FilterResult.CHANGED,
                OK));

        assertThat(scraped().lines())
                .contains(
                        "postprox_filter_answers_total{answer=\"edit\",filter=\"-c\"} 1.0",
                        "postprox_filter_answers_total{answer=\"pass\",filter=\"virus\"} 1.0",
                        "postprox_filter_answers_total{answer=\"not-asked\",filter=\"spam\"} 1.0",
                        "postprox_filter_seconds_count{filter=\"virus\"} 1",
                        "postprox_message_phase_seconds_count{phase=\"filter\"} 1")
                .doesNotContain("postprox_filter_seconds_count{filter=\"spam\"} 1");
    }

    /** Prometheus sees no increase in a series that begins with a one. */
    @Test
    void theFirstUnfilteredMessageIsAnIncrease() {
        metrics.expect(List.of("", "virus"));
        assertThat(scraped().lines())
                .contains(
                        "postprox_unfiltered_messages_total{filter=\"-c\"} 0.0",
                        "postprox_unfiltered_messages_total{filter=\"virus\"} 0.0",
                        "postprox_filter_answers_total{answer=\"failed\",filter=\"virus\"} 0.0");

        metrics.publish(new FilterFailed(
                message("a@example.org"),
                "virus",
                FilterFailed.Failure.FAILED,
                "Connection refused",
                FilterFailed.Disposition.PASSED_UNFILTERED));
        metrics.publish(new FilterFailed(
                message("a@example.org"),
                "virus",
                FilterFailed.Failure.FAILED,
                "Connection refused",
                FilterFailed.Disposition.REFUSED_FOR_NOW));
        assertThat(scraped().lines()).contains("postprox_unfiltered_messages_total{filter=\"virus\"} 1.0");
    }

    @Test
    void sessionsAreCountedByTheirEnds() {
        metrics.publish(new SessionEvent.SessionStarted("s", "192.0.2.7:4321", Optional.empty()));
        metrics.publish(new SessionEvent.SessionEnded("s", "192.0.2.7:4321", SessionEnd.QUIT, 1));
        metrics.publish(new SessionEvent.SessionEnded("t", "192.0.2.7:4322", SessionEnd.TURNED_AWAY, 0));
        metrics.publish(new ProcessEvent.SessionsTurnedAway(500, "1 are open"));

        assertThat(scraped().lines())
                .contains(
                        "postprox_sessions_started_total 1.0",
                        "postprox_sessions_ended_total{end=\"quit\"} 1.0",
                        "postprox_sessions_ended_total{end=\"turned_away\"} 1.0",
                        "postprox_troubles_total{trouble=\"sessions\"} 500.0");
    }

    /** Otherwise a stranger could make series without end, and fill the memory of this process and of Prometheus. */
    @ParameterizedTest
    @MethodSource("postprox.testkit.HostileTexts#ofAscii")
    void noTextOfAStrangerMakesASeries(String text) {
        metrics.publish(new MessageEvent.MessageAccepted(message("known@example.org"), FilterResult.PASSED, OK));
        List<String> before = series();

        metrics.publish(new MessageEvent.MessageAccepted(message(text), FilterResult.PASSED, Reply.of(250, text)));
        metrics.publish(new SessionEvent.SessionEnded(text, text, SessionEnd.QUIT, 1));
        metrics.publish(new SessionEvent.SpoolTrouble(text, text));

        assertThat(series()).isEqualTo(before);
    }

    private List<String> series() {
        return scraped()
                .lines()
                .map(line -> line.substring(0, Math.max(0, line.lastIndexOf(' '))))
                .toList();
    }

    @Test
    void everyEventIsTakenAndTheTextIsByPrometheussConventions() {
        Gauges.register(registry, new Quiet(), "1.0.0");
        EventSamples.all().forEach(metrics::publish);
        metrics.expect(List.of(""));

        assertThat(scraped()).contains("postprox_build_info{version=\"1.0.0\"} 1", "process_start_time_seconds ");
        assertThat(scraped("application/openmetrics-text;version=1.0.0")).endsWith("# EOF\n");
        Promtool.check(scraped());
    }

    /** A process without mail. */
    private static final class Quiet implements Readings {
        @Override
        public Level sessions() {
            return new Level(0, 100);
        }

        @Override
        public List<Filter> filters() {
            return List.of(new Filter("", new Level(0, 20), new Level(0, 100)));
        }

        @Override
        public List<NextHop> nextHops() {
            return List.of(new NextHop("127.0.0.1:10026", true, 1, 0, Duration.ofMillis(1)));
        }

        @Override
        public long messagesInHand() {
            return 0;
        }

        @Override
        public long bytesInHand() {
            return 0;
        }

        @Override
        public OptionalLong spoolRoom() {
            return OptionalLong.of(1 << 30);
        }

        @Override
        public Optional<Kept> quarantine() {
            return Optional.of(new Kept(1, 2));
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isDraining() {
            return false;
        }
    }
}
