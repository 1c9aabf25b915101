package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;

/** What a new connection hears of the old one. */
class ReplayTest {
    /** Many clients whose next hop goes away at once: what they say again must not take memory for all of it at once. */
    @Test
    void aCommandIsMadeWhenItsTurnComes() {
        ManyRecipients transaction = new ManyRecipients();
        Replay replay = new Replay(MemoryBudget.UNLIMITED, transaction);
        assertThat(replay.commands().map(Command::line))
                .hasSize(10_001)
                .startsWith("MAIL FROM:<a@b>", "RCPT TO:<r0@d>")
                .endsWith("RCPT TO:<r9999@d>");

        transaction.made.set(0);
        Iterator<Command> commands = replay.commands().iterator();
        Command mail = commands.next();
        Command first = commands.next();
        assertThat(mail.line() + first.line()).isEqualTo("MAIL FROM:<a@b>RCPT TO:<r0@d>");
        assertThat(transaction.made).hasValue(1);
    }

    private static final class ManyRecipients implements ReplayableTransaction {
        private final AtomicInteger made = new AtomicInteger();

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public BodyType body() {
            return BodyType.UNSAID;
        }

        @Override
        public Stream<String> lines() {
            return Stream.concat(
                    Stream.of("MAIL FROM:<a@b>"), IntStream.range(0, 10_000).mapToObj(this::rcpt));
        }

        private String rcpt(int number) {
            made.incrementAndGet();
            return "RCPT TO:<r" + number + "@d>";
        }
    }
}
