package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.clamd.ClamdFilter;
import postprox.filter.clamd.ClamdMeaning;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.text.WireText;

/** Debian's clamd, filters of kind clamd that ask it, and messages for them. */
final class ClamdBench extends FilterBench {
    /** How a message may reach clamd. */
    enum Way {
        SMALL_FILE_IN_MEMORY,
        SPOOLED_FILE,
        EDITED,
        STREAM_ON_UNIX_SOCKET,
        STREAM_ON_TCP
    }

    ClamdBench() throws IOException {}

    /** A clamd that is ready, with more lines in its configuration. */
    Clamd clamd(String... lines) {
        return start("clamd", lines);
    }

    /** Another one. */
    Clamd second() {
        return start("second");
    }

    private Clamd start(String name, String... lines) {
        Clamd clamd = Clamd.start(workspace, name, lines);
        atEnd(clamd::close);
        clamd.await();
        return clamd;
    }

    Filter filter(List<Endpoint> places, OnFinding onEncrypted, OnFinding onLimits) {
        return filter(places, onEncrypted, onLimits, false);
    }

    Filter filter(Clamd clamd, Way way) {
        return filter(
                List.of(way == Way.STREAM_ON_TCP ? clamd.port() : clamd.socket()),
                OnFinding.REJECT,
                OnFinding.REJECT,
                way == Way.STREAM_ON_UNIX_SOCKET);
    }

    Filter filter(List<Endpoint> places, OnFinding onEncrypted, OnFinding onLimits, boolean streams) {
        return new ClamdFilter(
                servers("clamd", places),
                dialer,
                new ClamdMeaning(new VirusRules("Message contains a virus (%v)", onEncrypted, onLimits)),
                streams);
    }

    Answer ask(Clamd clamd, Way way, String text) {
        return ask(filter(clamd, way), text, way, LONG);
    }

    Answer ask(Filter filter, String text, Way way, Duration time) {
        try (SpooledMessage message = examinations.message(text)) {
            SpooledMessage examined = switch (way) {
                case EDITED -> message.derive(WireText.bytes("X-Added: 1\n"), Math.min(11, message.size()));
                case SPOOLED_FILE -> {
                    var _ = message.asFile();
                    yield message;
                }
                case SMALL_FILE_IN_MEMORY, STREAM_ON_TCP, STREAM_ON_UNIX_SOCKET -> message;
            };
            return Examinations.ask(filter, examinations.of(examined, time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
