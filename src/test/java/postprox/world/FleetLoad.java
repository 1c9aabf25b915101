package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Mail that comes through a balancer without an end, from several clients at once. As RFC 5321 has it, a client sends a message again until
 * it has a 250. Each attempt has a sender of its own, so that it can be told from all others at the next hop.
 */
final class FleetLoad implements AutoCloseable {
    private static final int CLIENTS = 8;

    /** As Postfix's smtp(8) does with a connection that it keeps. */
    private static final int MESSAGES_A_SESSION = 3;

    /** Between two sessions of a client, so that the machine also does something else. */
    private static final long PACE = 20_000_000;

    private static final String TEXT = "Subject: hello\r\n\r\n" + "A line of the body.\r\n".repeat(50);

    /** What a client knows of an attempt when it is over. */
    enum End {
        /** A 250: the message is the next hop's. */
        ACKNOWLEDGED,
        /** A 4xx, or no reply before all of the message was sent: it is still the client's. */
        PUT_OFF,
        /** No reply to the whole message: nobody can know. */
        UNANSWERED
    }

    private final HaProxy balancer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private final AtomicInteger last = new AtomicInteger();
    private final Map<String, End> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile boolean flowing = true;

    FleetLoad(HaProxy balancer) {
        this.balancer = balancer;
        for (int i = 1; i <= CLIENTS; i++) {
            String address = "127.0.1." + i;
            clients.add(threads.submit(() -> flow(address)));
        }
    }

    private void flow(String address) {
        boolean owesOne = false;
        while (flowing || owesOne) {
            owesOne = !session(address);
            if (owesOne) {
                broken.incrementAndGet();
            }
            LockSupport.parkNanos(PACE);
        }
    }

    /** Returns whether all that was sent in a session was acknowledged. */
    private boolean session(String address) {
        try (SmtpClient client = balancer.connectSilentlyFrom(address)) {
            if (!client.reply().startsWith("220")) {
                return false;
            }
            String offer = client.say("EHLO mx.example.org");
            for (int i = 0; i < MESSAGES_A_SESSION; i++) {
                String sender = "m" + last.incrementAndGet() + "@example.org";
                End end = attempt(client, sender);
                attempts.put(sender, end);
                if (end != End.ACKNOWLEDGED) {
                    return false;
                }
            }
            assertThat(offer).contains("XFORWARD");
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static End attempt(SmtpClient client, String sender) {
        boolean whole = false;
        try {
            if (isPutOff(client.say("MAIL FROM:<" + sender + ">"))
                    || isPutOff(client.say("RCPT TO:<b@example.com>"))
                    || isPutOff(client.say("DATA"))) {
                return End.PUT_OFF;
            }
            whole = true;
            client.finish(TEXT);
            return isPutOff(client.reply()) ? End.PUT_OFF : End.ACKNOWLEDGED;
        } catch (UncheckedIOException e) {
            return whole ? End.UNANSWERED : End.PUT_OFF;
        }
    }

    private static boolean isPutOff(String reply) {
        assertThat(reply).matches("[234].*");
        return reply.startsWith("4");
    }

    /** How many messages were acknowledged so far. */
    long acknowledged() {
        return count(End.ACKNOWLEDGED);
    }

    private long count(End end) {
        return attempts.values().stream().filter(end::equals).count();
    }

    /** Waits until so many more were acknowledged. */
    void awaitMore(int messages) {
        long until = acknowledged() + messages;
        Patience.await(until + " messages are acknowledged", () -> acknowledged() >= until);
    }

    /** Ends the load, when each client has its 250. */
    void finish() throws Exception {
        flowing = false;
        for (Future<?> client : clients) {
            client.get();
        }
    }

    /** Nothing is lost, and nothing is doubled that its client could know of. Only what had no answer may be there or not. */
    void assertEachArrivedAsItsClientKnows(Supplier<Map<String, Integer>> arrivals) {
        Map<String, Integer> arrived = arrivals.get();
        assertThat(attempts).allSatisfy((sender, end) -> {
            int times = arrived.getOrDefault(sender, 0);
            switch (end) {
                case ACKNOWLEDGED -> assertThat(times).isEqualTo(1);
                case PUT_OFF -> assertThat(times).isZero();
                case UNANSWERED -> assertThat(times).isLessThanOrEqualTo(1);
            }
        });
    }

    /** No client had to connect or to send anything again. */
    void assertNobodyNoticed() {
        assertThat(broken).hasValue(0);
        assertThat(attempts).allSatisfy((_, end) -> assertThat(end).isEqualTo(End.ACKNOWLEDGED));
    }

    @Override
    public void close() {
        flowing = false;
        threads.close();
    }
}
