package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Mail to the domains of example.com, each message from a sender of its own. What is refused for now is sent again later. */
final class NumberedMail implements AutoCloseable {
    /** Between two messages of a flow, so that the machine also does something else. */
    private static final long PACE = 100_000_000;

    private final int beforeQueue;
    private final int afterQueue;
    private final AtomicInteger last = new AtomicInteger();
    private final Set<String> all = ConcurrentHashMap.newKeySet();
    private final Set<Letter> putOff = ConcurrentHashMap.newKeySet();
    private final Set<String> domainsPutOff = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> flows = new ArrayList<>();
    private volatile boolean flowing = true;

    /**
     * One message.
     *
     * @param sender who it is from, and nothing else
     * @param domain the first word of where it goes
     */
    record Letter(String sender, String domain) {}

    /**
     * Makes a sender of mail.
     *
     * @param beforeQueue a port of Postfix's where the filter is asked before the queue
     * @param afterQueue  one where mail is queued, and then filtered
     */
    NumberedMail(int beforeQueue, int afterQueue) {
        this.beforeQueue = beforeQueue;
        this.afterQueue = afterQueue;
    }

    /** A new message, whose sender's name begins with a word. */
    Letter letter(String word, String domain) {
        Letter letter = new Letter(word + "-" + last.incrementAndGet() + "@example.org", domain);
        all.add(letter.sender());
        return letter;
    }

    /** Sends mail to a domain from now on, by turns through each of the two ports. */
    void flow(String domain) {
        flows.add(threads.submit(() -> {
            for (int i = 0; flowing; i++) {
                Letter letter = letter("m", domain);
                if (i % 2 == 0) {
                    queue(letter);
                } else {
                    boolean _ = send(letter);
                }
                LockSupport.parkNanos(PACE);
            }
        }));
    }

    /** Sends some messages at once. */
    List<Future<Boolean>> burst(int number, String domain) {
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            answers.add(threads.submit(() -> send(letter("burst", domain))));
        }
        return answers;
    }

    /** Sends a message; false if Postfix puts it off. Then it is due once more. */
    boolean send(Letter letter) {
        String reply = reply(letter, beforeQueue);
        if (reply.startsWith("250")) {
            putOff.remove(letter);
            return true;
        }
        assertThat(reply).startsWith("451");
        putOff.add(letter);
        domainsPutOff.add(letter.domain());
        return false;
    }

    /** Sends a message into Postfix's queue. */
    void queue(Letter letter) {
        assertThat(reply(letter, afterQueue)).startsWith("250");
    }

    private static String reply(Letter letter, int port) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            String reply = client.send(
                    letter.sender(), "b@" + letter.domain() + ".example.com", ScannerDaemon.message(letter.sender()));
            assertThat(client.say("QUIT")).startsWith("221");
            return reply;
        }
    }

    /** Ends the flows, and sends all that was put off until it is taken. */
    void finish() throws Exception {
        flowing = false;
        for (Future<?> flow : flows) {
            flow.get();
        }
        Patience.await("what was put off is taken", () -> {
            List.copyOf(putOff).forEach(this::send);
            return putOff.isEmpty();
        });
    }

    /** The senders of all messages. */
    Set<String> senders() {
        return Set.copyOf(all);
    }

    /** The domains of which a message was put off before the queue. */
    Set<String> domainsPutOff() {
        return Set.copyOf(domainsPutOff);
    }

    @Override
    public void close() {
        flowing = false;
        threads.close();
    }
}
