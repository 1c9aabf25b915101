package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four processes behind a real HAProxy, by the files of packaging/haproxy, under load. Each accident has a method: the load flows, something
 * happens to one of the four, and at the end each message has arrived as its client knows.
 */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class FleetTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    /** A client beside the load, of the Postfix servers in front. */
    private static final String CLIENT = "127.0.1.99";

    private static final int SOME = 60;

    private final Fleet fleet = new Fleet();
    private final HaProxyView view = fleet.view();

    @AfterEach
    void cleanUp() {
        fleet.close();
    }

    @Test
    void theLoadIsSpreadOverAllAndChecksHaveNoLineInTheLog() throws Exception {
        try (FleetLoad load = new FleetLoad(fleet.balancer())) {
            load.awaitMore(4 * SOME);
            load.finish();

            load.assertNobodyNoticed();
            load.assertEachArrivedAsItsClientKnows(fleet::arrivals);
            long total = 0;
            for (String name : Fleet.NAMES) {
                Fleet.Member member = fleet.member(name);
                assertThat(member.accepted()).as(name).isGreaterThan(load.acknowledged() / 10);
                total += member.accepted();
                fleet.awaitUp(name);
                assertThat(linesBesides(member.log(), "accept: "))
                        .as(name)
                        .noneMatch(line -> line.contains("warning") || line.contains("client"))
                        .hasSizeLessThan(6);
            }
            assertThat(total).isEqualTo(load.acknowledged());
        }
    }

    private static List<String> linesBesides(Lines log, String word) {
        return log.all().lines().filter(line -> !line.contains(word)).toList();
    }

    @Test
    void whenOneIsKilledItsClientsSendAgainAndTheOthersTakeItsMail() throws Exception {
        try (FleetLoad load = new FleetLoad(fleet.balancer());
                SmtpClient client = fleet.balancer().connectFrom(CLIENT)) {
            load.awaitMore(SOME);
            String name = view.serverOf(CLIENT);
            client.begin("a@example.org", "b@example.com");

            fleet.member(name).kill();
            assertThat(client.rest())
                    .as("no reply: the message is still its own")
                    .isEmpty();
            view.awaitStatus(name, "DOWN");
            load.awaitMore(SOME);

            fleet.member(name).start();
            fleet.awaitUp(name);
            awaitMailAt(name);
            load.finish();
            load.assertEachArrivedAsItsClientKnows(fleet::arrivals);
            assertThat(fleet.arrivals()).doesNotContainKey("a@example.org");
        }
    }

    @Test
    void oneThatIsStoppedAnswersTheMessagesInHandAndTheBalancerKnowsAtOnce() throws Exception {
        try (FleetLoad load = new FleetLoad(fleet.balancer());
                SmtpClient client = fleet.balancer().connectFrom(CLIENT)) {
            load.awaitMore(SOME);
            String name = view.serverOf(CLIENT);
            client.begin("a@example.org", "b@example.com");

            fleet.member(name).terminate();
            view.awaitStatus(name, "DRAIN");
            load.awaitMore(SOME);
            client.finish(MAIL);
            assertThat(client.reply()).startsWith("250");
            assertThat(client.rest()).startsWith("421 4.3.2 ");
            assertThat(fleet.member(name).awaitExit()).isZero();
            load.awaitMore(SOME);

            fleet.member(name).start();
            fleet.awaitUp(name);
            awaitMailAt(name);
            load.finish();
            load.assertEachArrivedAsItsClientKnows(fleet::arrivals);
            assertThat(fleet.arrivals()).containsEntry("a@example.org", 1);
        }
    }

    /** The agent's "ready" takes back at once what an administrator says, so he switches the agent off first. */
    @Test
    void noClientNoticesThatOneIsDrainedBeforeItIsStopped() throws Exception {
        try (FleetLoad load = new FleetLoad(fleet.balancer())) {
            load.awaitMore(SOME);
            String name;
            try (SmtpClient client = fleet.balancer().connectFrom(CLIENT)) {
                name = view.serverOf(CLIENT);
                view.tell("set server", name, "state drain");
                view.awaitStatus(name, "UP");
                view.tell("disable agent", name);
                view.tell("set server", name, "state drain");
                load.awaitMore(SOME);
                assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
                assertThat(client.send("c@example.org", "b@example.com", MAIL)).startsWith("250");
                assertThat(client.say("QUIT")).startsWith("221");
            }
            Patience.await("no session is left", () -> view.server(name).sessions() == 0);
            fleet.member(name).terminate();
            assertThat(fleet.member(name).awaitExit()).isZero();
            load.awaitMore(SOME);

            fleet.member(name).start();
            view.tell("set server", name, "state ready");
            view.tell("enable agent", name);
            fleet.awaitUp(name);
            awaitMailAt(name);
            load.finish();
            load.assertNobodyNoticed();
            load.assertEachArrivedAsItsClientKnows(fleet::arrivals);
        }
    }

    @Test
    void noClientNoticesThatOneIsUpgraded() throws Exception {
        try (FleetLoad load = new FleetLoad(fleet.balancer());
                SmtpClient client = fleet.balancer().connectFrom(CLIENT)) {
            load.awaitMore(SOME);
            String name = view.serverOf(CLIENT);

            fleet.member(name).upgrade();
            load.awaitMore(4 * SOME);
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            assertThat(client.say("QUIT")).startsWith("221");
            assertThat(fleet.member(name).awaitExit()).isZero();
            fleet.awaitUp(name);
            load.awaitMore(4 * SOME);

            load.finish();
            load.assertNobodyNoticed();
            load.assertEachArrivedAsItsClientKnows(fleet::arrivals);
            assertThat(fleet.arrivals()).containsEntry("a@example.org", 1);
        }
    }

    private void awaitMailAt(String name) {
        Patience.await("new mail at " + name, () -> fleet.member(name).accepted() > 0);
    }
}
