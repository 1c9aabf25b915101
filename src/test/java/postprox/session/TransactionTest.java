package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import postprox.smtp.BodyType;
import postprox.smtp.MemoryBudget;

/** The envelope in the making, as a new connection has to hear of it. */
class TransactionTest {
    /** Thousands of recipients must not take memory for all of their commands at once. */
    @Test
    void aLineIsMadeWhenItsTurnComes() {
        Transaction transaction = new Transaction(ClientLimits.DEFAULT, MemoryBudget.UNLIMITED, Map.of());
        transaction.begin("a@b", BodyType.UNSAID, "MAIL FROM:<a@b>");
        for (int i = 0; i < 10_000; i++) {
            transaction.addRecipient("r" + i + "@d", "RCPT TO:<r" + i + "@d>");
        }
        assertThat(transaction.lines())
                .hasSize(10_001)
                .startsWith("MAIL FROM:<a@b>", "RCPT TO:<r0@d>")
                .endsWith("RCPT TO:<r9999@d>");

        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        Iterator<String> lines = transaction.lines().iterator();
        String mail = lines.next();
        String first = lines.next();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        assertThat(mail + first).isEqualTo("MAIL FROM:<a@b>RCPT TO:<r0@d>");
    }
}
