package postprox.filter.clamd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.service.Servers;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedClamd;
import postprox.testkit.ScriptedClamd.Conversation;
import postprox.testkit.ScriptedDaemon.Script;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;

/** Two scripted clamds, on TCP and on a Unix socket, and filters that ask them. */
final class ClamdLab implements AutoCloseable {
    static final Duration LONG = Examinations.LONG;
    static final Duration SHORT = Duration.ofSeconds(1);
    static final String SMALL = "Subject: x\n\nbody\n";
    static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);

    final Examinations examinations;
    final ScriptedClamd tcp;
    final ScriptedClamd unix;

    /** How a message gets to clamd. */
    enum Way {
        DESCRIPTOR,
        STREAM_ON_UNIX_SOCKET,
        STREAM_ON_TCP
    }

    ClamdLab(Path directory) throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        tcp = ScriptedClamd.onTcp();
        unix = ScriptedClamd.onUnixSocket(directory.resolve("clamd.ctl"));
    }

    static Script<Conversation> saying(String reply) {
        return conversation -> {
            conversation.awaitRequest();
            conversation.say(reply);
        };
    }

    ScriptedClamd clamd(Way way) {
        return way == Way.STREAM_ON_TCP ? tcp : unix;
    }

    NoVerdict.Failed failed(Way way, String reason) {
        return new NoVerdict.Failed(clamd(way).place() + ": " + reason);
    }

    ClamdFilter filter(Way way) {
        return filter(clamd(way).place(), way);
    }

    static ClamdFilter filter(Endpoint place, Way way) {
        return new ClamdFilter(
                new Servers("clamd", List.of(place), _ -> {}, Ticker.SYSTEM),
                TestWatchdog.dialer(),
                new ClamdMeaning(new VirusRules("%v", OnFinding.REJECT, OnFinding.REJECT)),
                way == Way.STREAM_ON_UNIX_SOCKET);
    }

    Answer ask(Way way, String text, Duration time) {
        return ask(filter(way), text, time);
    }

    Answer ask(ClamdFilter filter, String text, Duration time) {
        return examinations.ask(filter, text, time);
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        unix.close();
        examinations.close();
    }
}
