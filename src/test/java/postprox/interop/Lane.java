package postprox.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import postprox.world.Installation;
import postprox.world.Launch;
import postprox.world.ProxyService;
import postprox.world.SubjectFilter;

/** A proxy in front of a next hop, and a tap in front of that. One message at a time. */
final class Lane implements AutoCloseable {
    private static final String REFUSAL = "550 5.7.1 We do not want this";

    /** Fields that servers, and smtp-sink, put on top of a message. */
    private static final String TRACE = "(?:(?:Received|X-Client-Addr|X-Client-Proto|X-Helo-Args|X-Mail-Args"
            + "|X-Rcpt-Args):[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)*";

    private static final Pattern ADDED = Pattern.compile(TRACE);
    private static final Pattern ADDED_AND_FILTERED = Pattern.compile(TRACE + "X-Filtered: yes\r\n" + TRACE);

    private static final int SHOWN_LINES = 40;

    /** After so many failures the rest is not tried: each one may have waited long for what did not arrive. */
    private static final int ENOUGH_FAILURES = 3;

    private final NextHop hop;
    private final ProxyService proxy;
    private final Tap tap;
    private final List<Mail> arriving = new ArrayList<>();
    private final List<Mail> refused = new ArrayList<>();
    private int failures;

    Lane(NextHop hop, Installation installation, SubjectFilter filter) {
        this.hop = hop;
        this.proxy = ProxyService.start(Launch.of(installation, "127.0.0.1:" + hop.port(), "-v", "--log", "stderr")
                .with("-c", filter.command())
                .as("nobody"));
        this.tap = Tap.before(proxy.port());
    }

    NextHop hop() {
        return hop;
    }

    /** Where clients connect. */
    int port() {
        return tap.port();
    }

    /** Sends a message, and looks at what arrives and at what the client says. */
    void examine(Combination combination, int megabytes) {
        if (failures >= ENOUGH_FAILURES) {
            throw new AssertionError(combination + ": not tried after " + failures + " failures with this next hop");
        }
        tap.forget();
        if (combination.what() == Case.PIPELINED) {
            tap.holdBackReplies();
        }
        try {
            Mail mail = combination.what().mail(combination.name(), megabytes);
            Report report = combination.client().send(mail, port());
            examine(combination, mail, report);
        } catch (AssertionError | RuntimeException e) {
            failures++;
            throw new AssertionError(
                    combination + ": " + e.getMessage() + "\n\npostprox logged:\n"
                            + lastLines(proxy.log().all()) + "\n\nthe conversation began:\n" + tap.conversation(),
                    e);
        }
    }

    private void examine(Combination combination, Mail mail, Report report) {
        switch (combination.what()) {
            case PLAIN, EIGHT_BIT, SMTPUTF8, LARGE -> assertArrived(mail, report, mail.recipients(), ADDED);
            case PIPELINED -> {
                assertArrived(mail, report, mail.recipients(), ADDED);
                assertThat(tap.hasSeenPipelining())
                        .as("commands ahead of replies")
                        .isTrue();
            }
            case REWRITTEN -> assertArrived(mail, report, mail.recipients(), ADDED_AND_FILTERED);
            case REFUSED -> assertRefused(mail, report, REFUSAL);
            case REFUSED_RECIPIENT -> {
                if (combination.client().abilities().contains(Ability.SOME_RECIPIENTS)) {
                    assertArrived(mail, report, List.of(mail.recipients().getLast()), ADDED);
                    assertThat(report.words()).contains(hop.refusal());
                } else {
                    assertRefused(mail, report, hop.refusal());
                }
            }
        }
    }

    /** Whether each message that was to arrive so far has arrived once, and no other one. */
    void assertOneCopyOfEach() {
        Mail last = Case.PLAIN.mail("the-last-of-" + arriving.size(), 0);
        Report report = ByHand.send(last, port());
        assertArrived(last, report, last.recipients(), ADDED);
        for (Mail mail : arriving) {
            assertThat(hop.inbox().copies(mail)).as("copies of " + mail.name()).isEqualTo(1);
        }
        for (Mail mail : refused) {
            assertThat(hop.inbox().copies(mail)).as("copies of " + mail.name()).isZero();
        }
    }

    @Override
    public void close() {
        tap.close();
        proxy.close();
    }

    private void assertArrived(Mail mail, Report report, List<String> recipients, Pattern added) {
        arriving.add(mail);
        assertThat(report.outcome()).as(report.words()).isEqualTo(Report.Outcome.SENT);
        Arrived arrived = hop.inbox().await(mail);
        assertThat(arrived.sender()).isEqualTo(mail.sender());
        assertThat(arrived.recipients()).containsExactlyInAnyOrderElementsOf(recipients);
        String content = arrived.content();
        assertThat(content.endsWith(mail.content()))
                .as("arrived as it was sent: " + beginning(content))
                .isTrue();
        String top = content.substring(0, content.length() - mail.content().length());
        assertThat(top).matches(added);
    }

    private void assertRefused(Mail mail, Report report, String words) {
        refused.add(mail);
        assertThat(report.outcome()).as(report.words()).isEqualTo(Report.Outcome.REFUSED);
        assertThat(report.words()).contains(words);
    }

    private static String beginning(String content) {
        return content.substring(0, Math.min(content.length(), 4_000));
    }

    private static String lastLines(String log) {
        List<String> lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }
}
