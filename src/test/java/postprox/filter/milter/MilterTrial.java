package postprox.filter.milter;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedMilter;
import postprox.testkit.ScriptedMilter.Answers;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;

/** A scripted milter, and messages that are shown to it. */
final class MilterTrial implements AutoCloseable {
    static final Duration LONG = Examinations.LONG;
    static final Duration SHORT = Duration.ofSeconds(1);
    static final String SMALL = "Subject: x\n\nbody\n";

    final ScriptedMilter milter = ScriptedMilter.start();
    private final Examinations examinations;

    MilterTrial(Path directory) throws IOException {
        this.examinations = new Examinations(directory);
    }

    static Envelope envelope(String sender, List<String> recipients, Map<Attribute, String> client) {
        return new Envelope("s3ss10n", sender, recipients, "helo.example.net", client);
    }

    static Envelope envelope() {
        Map<Attribute, String> client = new EnumMap<>(Attribute.class);
        client.put(Attribute.NAME, "client.example.net");
        client.put(Attribute.ADDR, "192.0.2.7");
        client.put(Attribute.PORT, "4711");
        return envelope("a@example.org", List.of("b@example.com", "c@example.com"), client);
    }

    /** Has the milter say some packets at the end of the message, before it goes on. */
    void atEnd(int protocol, String... packets) {
        milter.behave(conversation -> conversation.serve(
                protocol, command -> command.letter() == 'E' ? Answers.RAW + String.join("", packets) : "c"));
    }

    MilterFilter filter() {
        return filter(Offer.POSSIBLE, SomeRefused.REJECT);
    }

    MilterFilter filter(Offer offer, SomeRefused someRefused) {
        return filter(List.of(milter.place()), offer, someRefused);
    }

    static MilterFilter filter(List<Endpoint> places, Offer offer, SomeRefused someRefused) {
        return new MilterFilter(
                new Servers("milter", places, _ -> {}, Ticker.SYSTEM),
                TestWatchdog.dialer(),
                new MilterRules("mx.example.com", "ours", offer, someRefused));
    }

    Answer ask(String text) {
        return ask(filter(), text, envelope(), LONG);
    }

    Answer ask(MilterFilter filter, String text, Envelope envelope, Duration time) {
        return examinations.ask(filter, text, envelope, time);
    }

    /** Why the filter has failed on a message, without the milter's place. */
    String failure(String text, Duration time) {
        Answer answer = ask(filter(), text, envelope(), time);
        return answer instanceof NoVerdict.Failed(String reason) && reason.startsWith(milter.place() + ": ")
                ? reason.substring((milter.place() + ": ").length())
                : "another answer: " + answer;
    }

    /** Why a message is in doubt and never passes, without the milter's place. */
    String doubt(String text, Duration time) {
        Answer answer = ask(filter(), text, envelope(), time);
        return answer instanceof NoVerdict.Doubtful(String reason) && reason.startsWith(milter.place() + ": ")
                ? reason.substring((milter.place() + ": ").length())
                : "another answer: " + answer;
    }

    /** What the milter has heard: the letter of each command, and its data with {@code |} for NUL. */
    List<String> heard() {
        return milter.heard().stream().map(ScriptedMilter.Command::toString).toList();
    }

    List<String> heard(char letter) {
        return heard().stream().filter(text -> text.charAt(0) == letter).toList();
    }

    /** The letters of all commands. */
    String letters() {
        return heard().stream().map(text -> text.substring(0, 1)).collect(Collectors.joining());
    }

    String passing(String text) {
        return examinations.passing(text, envelope(), filter());
    }

    @Override
    public void close() throws IOException {
        milter.close();
        examinations.close();
    }
}
