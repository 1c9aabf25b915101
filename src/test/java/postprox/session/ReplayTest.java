package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import postprox.smtp.BodyType;
import postprox.smtp.Command;

/** What a new connection hears of the old one. */
class ReplayTest {
    /** Many clients whose next hop goes away at once: what they say again must not take memory for all of it at once. */
    @Test
    void aCommandIsMadeWhenItsTurnComes() {
        Memory.Share memory = new Memory(100_000_000).share();
        Transaction transaction = new Transaction(Limits.DEFAULT, memory);
        transaction.begin("a@b", BodyType.UNSAID, "MAIL FROM:<a@b>");
        for (int i = 0; i < 10_000; i++) {
            transaction.addRecipient("r" + i + "@d", "RCPT TO:<r" + i + "@d>");
        }
        Replay replay = new Replay(memory, transaction);
        assertThat(replay.commands().map(Command::line))
                .hasSize(10_001)
                .startsWith("MAIL FROM:<a@b>", "RCPT TO:<r0@d>")
                .endsWith("RCPT TO:<r9999@d>");

        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        Iterator<Command> commands = replay.commands().iterator();
        Command mail = commands.next();
        Command first = commands.next();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        assertThat(mail.line() + first.line()).isEqualTo("MAIL FROM:<a@b>RCPT TO:<r0@d>");
    }
}
