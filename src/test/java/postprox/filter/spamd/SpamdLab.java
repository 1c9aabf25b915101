package postprox.filter.spamd;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedSpamd;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;

/** Two scripted spamds, of which the second one is well, and filters that ask them. */
final class SpamdLab implements AutoCloseable {
    static final Duration LONG = Examinations.LONG;
    static final Duration SHORT = Duration.ofSeconds(1);
    static final String SMALL = "Subject: x\n\nbody\n";
    static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);
    static final String HAM = ScriptedSpamd.reply("False ; 0.1 / 5.0", "HAM");

    final TestClock clock = new TestClock();
    final List<Event> events = new ArrayList<>();

    /** Opens when the test is over. */
    final CountDownLatch end = new CountDownLatch(1);

    final Examinations examinations;
    final ScriptedSpamd spamd;
    final ScriptedSpamd second;

    SpamdLab(Path directory) throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        spamd = ScriptedSpamd.onPort(0);
        second = ScriptedSpamd.onUnixSocket(directory.resolve("second"));
        second.answer(HAM);
    }

    NoVerdict.Failed failed(String reason) {
        return new NoVerdict.Failed(spamd.place() + ": " + reason);
    }

    Filter filter(Endpoint... places) {
        return filter(Optional.empty(), places);
    }

    Filter filter(Optional<BigDecimal> rejectScore, Endpoint... places) {
        return new SpamdFilter(
                new Servers("spamd", List.of(places), events::add, clock),
                TestWatchdog.dialer(),
                new Users("", Users.PerRecipient.NO),
                new Judgement(rejectScore, Optional.empty(), "spam", Marking.ALL, ""));
    }

    Answer ask(String text, Duration time) {
        return ask(filter(spamd.place()), text, time);
    }

    Answer ask(Filter filter, String text, Duration time) {
        return examinations.ask(filter, text, time);
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        spamd.close();
        second.close();
        examinations.close();
    }
}
