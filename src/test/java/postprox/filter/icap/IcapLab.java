package postprox.filter.icap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedIcap;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Watchdog;

/** A scripted service, and filters that ask it. */
final class IcapLab implements AutoCloseable {
    static final Duration LONG = Examinations.LONG;
    static final Duration SHORT = Duration.ofSeconds(1);
    static final String SMALL = "Subject: x\n\nbody\n";
    static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);

    final ScriptedIcap service = ScriptedIcap.start();
    final TestClock clock = new TestClock();
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    private final List<IcapFilter> filters = new ArrayList<>();
    private final Examinations examinations;
    private final Watchdog watchdog = TestWatchdog.running();

    IcapLab(Path spool) throws IOException {
        this.examinations = new Examinations(spool);
    }

    static IcapMeaning meaning(OnFinding onEncrypted, OnFinding onLimits, OnRedirect onRedirect) {
        return new IcapMeaning(new VirusRules("Infected: %v", onEncrypted, onLimits), onRedirect);
    }

    static IcapRules rules() {
        return rules(false, false);
    }

    static IcapRules rules(boolean previews, boolean modifies) {
        return rules(Method.AUTO, previews, modifies, meaning(OnFinding.REJECT, OnFinding.REJECT, OnRedirect.FAIL));
    }

    static IcapRules rules(Method method, boolean previews, boolean modifies, IcapMeaning meaning) {
        return new IcapRules("avscan?mode=simple&x=1", method, previews, "message/rfc822", modifies, meaning);
    }

    IcapFilter filter() {
        return filter(rules());
    }

    IcapFilter filter(IcapRules rules) {
        return filter(rules, List.of(service.place()));
    }

    IcapFilter filter(IcapRules rules, List<Endpoint> places) {
        IcapFilter filter = new IcapFilter(new Servers("icap", places, events::add, clock), rules, clock, watchdog);
        filters.add(filter);
        return filter;
    }

    SpooledMessage message(String text) throws IOException {
        return examinations.message(text);
    }

    Examination of(SpooledMessage message, Duration time) {
        return examinations.of(message, time);
    }

    Answer ask(String text) {
        return ask(filter(), text, LONG);
    }

    Answer ask(IcapFilter filter, String text) {
        return ask(filter, text, LONG);
    }

    Answer ask(IcapFilter filter, String text, Duration time) {
        return examinations.ask(filter, text, time);
    }

    /** The text that passes, if an answer has another one than the message's. */
    String changed(IcapFilter filter, String text) throws IOException {
        try (SpooledMessage message = examinations.message(text)) {
            Answer answer = filter.examine(examinations.of(message, LONG));
            return answer instanceof Verdict.Passing passing
                            && passing.content().isPresent()
                    ? Examinations.read(passing.content().get())
                    : "no other text: " + answer;
        }
    }

    /** The failure that the only server has caused. */
    NoVerdict.Failed failed(String reason) {
        return new NoVerdict.Failed(service.place() + ": " + reason);
    }

    /** The doubt that the only server has left. */
    NoVerdict.Doubtful doubtful(String reason) {
        return new NoVerdict.Doubtful(service.place() + ": " + reason);
    }

    @Override
    public void close() throws IOException {
        filters.forEach(IcapFilter::close);
        service.close();
        examinations.close();
    }
}
