package postprox.world;

import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A real scanner dies, falls silent, is overloaded and poisoned while mail flows through a real Postfix, before and behind its queue. */
@Tag("full")
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class ScannerOutageTest {
    @Test
    void clamd() throws Exception {
        try (ScannerOutage outage = new ScannerOutage(ScannerDaemon::clamd)) {
            outage.happens();
        }
    }

    @Test
    void rspamd() throws Exception {
        try (ScannerOutage outage = new ScannerOutage(ScannerDaemon::rspamd)) {
            outage.happens();
        }
    }

    @Test
    void spamd() throws Exception {
        try (ScannerOutage outage = new ScannerOutage(ScannerDaemon::spamd)) {
            outage.happens();
        }
    }

    @Test
    void milter() throws Exception {
        try (ScannerOutage outage = new ScannerOutage(ScannerDaemon::milter)) {
            outage.happens();
        }
    }

    @Test
    void icap() throws Exception {
        try (ScannerOutage outage = new ScannerOutage(ScannerDaemon::icap)) {
            outage.happens();
        }
    }

    @Test
    void hooks() throws Exception {
        try (ScannerOutage outage = new ScannerOutage(ScannerDaemon::hooks)) {
            outage.happens();
        }
    }
}
