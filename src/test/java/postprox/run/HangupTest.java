package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.secondjvm.SecondJvm;

/** What becomes of a process that gets SIGHUP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangupTest {
    @Test
    void processThatHasSomethingToDoDoesItEachTimeAndGoesOn() throws Exception {
        Process process = new ProcessBuilder(SecondJvm.command(Waiting.class)).start();
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("ready");
            for (int i = 0; i < 3; i++) {
                hangUp(process);
                assertThat(said.readLine()).isEqualTo("hung up");
            }
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Such as one that is still starting. */
    @Test
    void aSignalThatComesBeforeThereIsSomethingToDoIsServedThen() throws Exception {
        Process process = new ProcessBuilder(SecondJvm.command(Starting.class)).start();
        try (BufferedReader said = process.inputReader();
                BufferedWriter told = process.outputWriter()) {
            assertThat(said.readLine()).isEqualTo("starting");
            hangUp(process);
            told.write("\n");
            told.flush();
            assertThat(said.readLine()).isEqualTo("hung up");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void hangUp(Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** In a process of its own. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) {
            Hangup.caught().then(() -> System.out.println("hung up"));
            System.out.println("ready");
            while (true) {
                LockSupport.park();
            }
        }
    }

    /** In a process of its own. */
    static final class Starting {
        private Starting() {}

        public static void main(String[] arguments) throws IOException {
            Hangup hangup = Hangup.caught();
            System.out.println("starting");
            int _ = System.in.read();
            hangup.then(() -> System.out.println("hung up"));
            while (true) {
                LockSupport.park();
            }
        }
    }
}
