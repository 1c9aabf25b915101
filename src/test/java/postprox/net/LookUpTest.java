package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.time.Deadline;

/** A name server that answers, is down, answers late, and says that there is nothing. */
@Timeout(60)
class LookUpTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final List<Host> OLD = hosts("192.0.2.1");
    private static final List<Host> NEW = hosts("192.0.2.2");

    private final AtomicLong now = new AtomicLong(1);
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private LookUp.Question nameServer = _ -> new LookUp.Found(OLD, TTL);
    private boolean isSlow;
    private int asked;
    private final LookUp lookUp = new LookUp(
            new Endpoint.Tcp("mx.example.org", 25),
            limit -> {
                asked++;
                return nameServer.ask(limit);
            },
            now::get,
            work -> {
                if (isSlow) {
                    waiting.add(work);
                } else {
                    work.run();
                }
            });

    private static List<Host> hosts(String address) {
        return List.of(new Host(
                0, 0, List.of(new Host.Address(address, new InetSocketAddress(InetAddress.ofLiteral(address), 25)))));
    }

    private void nameServerIsDown() {
        nameServer = _ -> {
            throw new IOException("name server is silent");
        };
    }

    private List<Host> hosts() throws IOException {
        return lookUp.hosts(Deadline.after(now::get, Duration.ofMillis(1)));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void anAnswerIsKeptForItsTime() throws IOException {
        assertThat(hosts()).isEqualTo(OLD);
        nameServer = _ -> new LookUp.Found(NEW, TTL);
        pass(TTL.minusSeconds(1));
        assertThat(hosts()).isEqualTo(OLD);
        assertThat(asked).isEqualTo(1);

        pass(Duration.ofSeconds(1));
        assertThat(hosts()).isEqualTo(NEW);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whileNameServersAreDownTheLastAnswerServesForADay() throws IOException {
        assertThat(hosts()).isEqualTo(OLD);
        nameServerIsDown();

        pass(Duration.ofHours(23));
        assertThat(hosts()).isEqualTo(OLD);
        assertThat(lookUp.trouble().orElseThrow().latest().orElseThrow().failure())
                .isEqualTo("name server is silent; what was found before still serves");

        pass(Duration.ofHours(1));
        assertThatThrownBy(this::hosts)
                .isInstanceOf(IOException.class)
                .hasMessage("mx.example.org:25: name server is silent");
    }

    /** Sessions come a thousand times a second. */
    @Test
    void nameServersThatAreDownAreAskedSeldom() throws IOException {
        nameServerIsDown();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(this::hosts).isInstanceOf(IOException.class);
        }
        assertThat(asked).isEqualTo(1);

        nameServer = _ -> new LookUp.Found(NEW, TTL);
        pass(Duration.ofSeconds(5));
        assertThat(hosts()).isEqualTo(NEW);
        assertThat(lookUp.trouble()).isEmpty();
    }

    @Test
    void noSessionWaitsForANewAnswerWhileTheOldOneIsNotOldForLong() throws IOException {
        assertThat(hosts()).isEqualTo(OLD);
        isSlow = true;
        nameServer = _ -> new LookUp.Found(NEW, TTL);

        pass(TTL.plusSeconds(30));
        assertThat(hosts()).isEqualTo(OLD);
        assertThat(hosts()).as("one look-up at a time").isEqualTo(OLD);
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThat(hosts()).isEqualTo(NEW);
    }

    @Test
    void aFirstAnswerIsAwaitedAndNoLongerThanTheLimit() {
        isSlow = true;

        assertThatThrownBy(this::hosts).isInstanceOf(IOException.class).hasMessageContaining("not looked up yet");
        assertThat(waiting).hasSize(1);
    }

    /** Null MX, or a name that is gone: mail must no longer go where it went. */
    @Test
    void whereNameServersSayThatThereIsNoServerAnOldAnswerServesNoLonger() throws IOException {
        assertThat(hosts()).isEqualTo(OLD);
        nameServer = _ -> {
            throw new LookUp.NoServers("gone");
        };

        pass(TTL);
        assertThatThrownBy(this::hosts).isInstanceOf(IOException.class).hasMessage("mx.example.org:25: gone");
    }
}
