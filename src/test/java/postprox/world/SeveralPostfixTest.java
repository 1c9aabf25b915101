package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Postfix, postprox, and two Postfix behind it, each with a sink for its mail. One of the two is stopped and started again while mail comes:
 * nothing is lost, both have had mail, and the log says what has happened.
 */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class SeveralPostfixTest {
    private static final String SOURCE = Tools.require("/usr/sbin/smtp-source", "postfix");
    private static final int MESSAGES = 400;

    private final Workspace workspace = Workspace.create();
    private final MailSink[] sinks = {MailSink.start(), MailSink.start()};
    private final int[] ports = {Tools.freePort(), Tools.freePort()};
    private final int publicPort = Tools.freePort();
    private final PostfixInstance one = behind(0);
    private final PostfixInstance other = behind(1);

    private PostfixInstance behind(int number) {
        return PostfixInstance.in(workspace, "behind" + number, sinks[number].port())
                .parameter("smtpd_authorized_xforward_hosts", "127.0.0.0/8")
                .service("127.0.0.1:" + ports[number] + " inet n - n - - smtpd");
    }

    @AfterEach
    void cleanUp() {
        one.close();
        other.close();
        for (MailSink sink : sinks) {
            sink.close();
        }
        workspace.close();
    }

    @Test
    void whileOneOfTwoIsDownTheOtherTakesTheMailAndNothingIsLost() {
        one.start();
        other.start();
        try (ProxyService proxy = ProxyService.start(Launch.of(
                        Installation.in(workspace, "postprox"),
                        "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1],
                        "-v",
                        "--log",
                        "stderr")
                .with("--next-hop-order", "round-robin")
                .as("nobody"))) {
            PostfixInstance front = PostfixInstance.in(workspace, "front", proxy.port())
                    .parameter("smtp_send_xforward_command", "yes")
                    .parameter("minimal_backoff_time", "1s")
                    .parameter("maximal_backoff_time", "1s")
                    .parameter("queue_run_delay", "1s")
                    // One that it has given up for a while would get no mail in this test's time.
                    .parameter("smtp_destination_concurrency_failed_cohort_limit", "1000")
                    .service("127.0.0.1:" + publicPort + " inet n - n - - smtpd");
            try (front) {
                front.start();
                load(MESSAGES / 4, "before");
                Patience.await("both have mail", () -> sinks[0].waiting() > 0 && sinks[1].waiting() > 0);

                Thread flow = Thread.ofPlatform().start(() -> load(MESSAGES / 2, "during"));
                one.stop();
                proxy.log().await("next hop is down: 127.0.0.1:" + ports[0] + ": ");
                join(flow);
                one.start();
                proxy.log().await("next hop is back: 127.0.0.1:" + ports[0] + ", after [0-9]+ s");
                int before = sinks[0].waiting();
                load(MESSAGES / 4, "after");

                Patience.await("all mail is there", () -> recipients(front).size() == MESSAGES);
                Patience.await("both get mail again", () -> {
                    Set<String> _ = recipients(front);
                    return sinks[0].waiting() + taken(0) > before;
                });
                assertThat(recipients(front)).hasSize(MESSAGES);
            }
        }
    }

    private final Set<String> found = new HashSet<>();
    private final int[] taken = new int[2];

    private int taken(int number) {
        return taken[number];
    }

    /** All recipients of whom a sink has had mail. */
    private Set<String> recipients(PostfixInstance front) {
        for (int i = 0; i < sinks.length; i++) {
            while (sinks[i].waiting() > 0) {
                taken[i]++;
                sinks[i].await().envelope().stream()
                        .filter(command -> command.startsWith("RCPT"))
                        .forEach(found::add);
            }
        }
        if (found.size() < MESSAGES) {
            front.flush();
        }
        return found;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Each message goes to a recipient of its own: -N writes a number in front. */
    private void load(int count, String recipient) {
        String _ = Tools.run(List.of(
                        SOURCE,
                        "-c",
                        "-N",
                        "-s",
                        "4",
                        "-m",
                        Integer.toString(count),
                        "-l",
                        "2000",
                        "-f",
                        "a@example.org",
                        "-t",
                        recipient + "@example.com",
                        "127.0.0.1:" + publicPort)
                .toArray(String[]::new));
    }
}
