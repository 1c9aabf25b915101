package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.ReachedLimit;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.smtp.SmtpLimits;

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

    /** The commands are kept for the whole session, or at least until its next message. */
    @ParameterizedTest
    @ValueSource(strings = {"XCLIENT", "XFORWARD"})
    void noMoreIsRememberedAtTheLimit(String verb) {
        assertThat(heard(verb, SmtpLimits.CLIENT_FACTS_BYTES - 1).exceeded()).isEmpty();
        assertThat(heard(verb, SmtpLimits.CLIENT_FACTS_BYTES).exceeded()).contains(ReachedLimit.CLIENT_FACTS);
        assertThat(heard(verb, SmtpLimits.CLIENT_FACTS_BYTES + 1).exceeded()).contains(ReachedLimit.CLIENT_FACTS);
    }

    /** A replay that remembers commands of so many bytes. */
    private static Replay heard(String verb, long bytes) {
        Replay replay = new Replay(MemoryBudget.UNLIMITED, new ManyRecipients());
        String command = verb + " NAME=" + "x".repeat(900);
        long left = bytes;
        for (; left > command.length() + 900; left -= command.length()) {
            replay.remember(Command.parse(command));
        }
        replay.remember(Command.parse(verb + " NAME=" + "x".repeat((int) left - verb.length() - 6)));
        return replay;
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
