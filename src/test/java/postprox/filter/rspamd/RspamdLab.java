package postprox.filter.rspamd;

import static postprox.testkit.ScriptedRspamd.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedDaemon.Script;
import postprox.testkit.ScriptedRspamd;
import postprox.testkit.ScriptedRspamd.Conversation;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;

/** Two scripted rspamds, on TCP and on a Unix socket, and filters that ask them. */
final class RspamdLab implements AutoCloseable {
    static final Duration LONG = Examinations.LONG;
    static final Duration SHORT = Duration.ofSeconds(1);
    static final String SMALL = "Subject: x\n\nbody\n";
    static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);
    static final String GOOD = json("no action");

    final TestClock clock = new TestClock();
    final List<Event> events = new ArrayList<>();
    final Examinations examinations;
    final ScriptedRspamd tcp;
    final ScriptedRspamd unix;

    enum Way {
        TCP,
        UNIX_SOCKET
    }

    RspamdLab(Path directory) throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        tcp = ScriptedRspamd.onTcp();
        unix = ScriptedRspamd.onUnixSocket(directory.resolve("rspamd.sock"));
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        unix.close();
        examinations.close();
    }

    static Script<Conversation> saying(String text) {
        return conversation -> {
            var _ = conversation.awaitRequest();
            conversation.say(text);
        };
    }

    ScriptedRspamd rspamd(Way way) {
        return way == Way.TCP ? tcp : unix;
    }

    RspamdFilter filter(Endpoint... places) {
        return new RspamdFilter(
                new Servers("rspamd", List.of(places), events::add, clock),
                TestWatchdog.dialer(),
                new RspamdMeaning("X-Spam"),
                "");
    }

    Answer ask(Way way, String text, Duration time) {
        return ask(filter(rspamd(way).place()), text, time);
    }

    Answer ask(RspamdFilter filter, String text, Duration time) {
        return examinations.ask(filter, text, time);
    }

    NoVerdict failed(Way way, String reason) {
        return new NoVerdict.Failed(rspamd(way).place() + ": " + reason);
    }

    static String reason(Answer answer) {
        return answer instanceof NoVerdict.Failed(String reason) ? reason : "not failed: " + answer;
    }
}
