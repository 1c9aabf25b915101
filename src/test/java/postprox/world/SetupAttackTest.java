package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What another user of this machine can do while root runs {@code postprox setup}: no mail is lost, and none goes past the filter unsaid. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SetupAttackTest {
    /** Listens at a port as the user daemon, once a file is another one, and speaks SMTP there as postprox would. */
    private static final String THIEF = """
            import os, socket, sys
            port, file = int(sys.argv[1]), sys.argv[2]
            before = os.stat(file).st_ino
            os.setuid(1)
            print("waits", flush=True)
            while os.stat(file).st_ino == before:
                pass
            listener = socket.socket()
            listener.bind(("127.0.0.1", port))
            listener.listen()
            while True:
                client = listener.accept()[0]
                client.sendall(b"220 thief ESMTP\\r\\n")
                for line in client.makefile("rb"):
                    client.sendall(b"250-thief\\r\\n250 XFORWARD NAME ADDR\\r\\n" if line[:4] == b"EHLO" else b"250 Ok\\r\\n")
            """;

    private final SetupSite site = new SetupSite();

    @AfterEach
    void stop() {
        site.close();
    }

    /** master(8) ends if it cannot have a port, and whoever has it could pass for postprox. */
    @Test
    void aPortThatAnotherUserTakesAtTheReloadGetsNoMailAndPostfixRunsOn() throws Exception {
        site.postfix().start();
        String before = site.master();
        Path master = site.directory().resolve("master.cf");
        Process thief = new ProcessBuilder(
                        Tools.PYTHON, "-c", THIEF, String.valueOf(site.proxyPort()), master.toString())
                .start();
        try {
            var _ = Lines.of(thief.getInputStream()).await("waits");
            Tools.Result applied = site.setup("--apply", site.config("exit 0"));

            assertThat(applied.said()).contains("Postfix has ended at the reload", "was started again", "put back");
            assertThat(applied.status()).isOne();
        } finally {
            thief.destroy();
        }
        assertThat(site.master()).isEqualTo(before);
        assertThat(site.send("still flows")).startsWith("250 ");
    }

    /** The service's socket may be that of its user; a program of anybody else at that port would get all mail. */
    @Test
    void aProgramOfAnotherUserAtThePortOfTheServiceGetsNoMail() throws Exception {
        site.postfix().start();
        String before = site.master();
        Path file = site.workspace().file("changed", "");
        Process thief = new ProcessBuilder(Tools.PYTHON, "-c", THIEF, String.valueOf(site.proxyPort()), file.toString())
                .start();
        try {
            var _ = Lines.of(thief.getInputStream()).await("waits");
            Tools.run("sh", "-c", "cp \"$0\" \"$0.new\" && mv \"$0.new\" \"$0\"", file.toString());
            Patience.await("the thief listens", this::isTaken);
            Tools.Result applied = site.setup("--service", "--apply", "--config=" + site.configuration("exit 0"));

            assertThat(applied.said())
                    .contains("it is not postprox that listens", "of the user with the number 1", "--user NAME");
            assertThat(applied.status()).isOne();
        } finally {
            thief.destroy();
        }
        assertThat(site.master()).isEqualTo(before);
        assertThat(site.send("still flows")).startsWith("250 ");
    }

    private boolean isTaken() {
        List<String> command = List.of("sh", "-c", "ss -Hltn sport = :" + site.proxyPort() + " | grep -q .");
        return Tools.attempt(command).status() == 0;
    }

    /** The log is in a directory of the filter's user. */
    @Test
    void aLogThatTheFilterMakesAFifoDoesNotHoldTheSetUp() {
        site.postfix().start();
        Path log = site.workspace().path("log/postprox.log");

        Tools.Result applied = site.setup("--apply", site.config("rm -f " + log + "; mkfifo " + log + "; exit 0"));

        assertThat(applied.said()).contains("250 2.0.0 Ok: queued as ", "Done.");
        assertThat(applied.status()).isZero();
    }

    /** It becomes master.cf again, and so says what root's master(8) starts. */
    @Test
    void whatAnotherUserCouldHaveSavedIsNotPutBack() {
        site.postfix().start();
        assertThat(site.setup("--apply", "--no-test", site.config("exit 0")).status())
                .isZero();
        String complete = site.master();
        Path state = site.workspace().path("state");
        Tools.run("chown", "nobody", state.toString());

        Tools.Result undone = site.setup("--undo");

        assertThat(undone.said()).contains("another user may write to " + state, "chown 0", "Nothing was changed");
        assertThat(undone.status()).isOne();
        assertThat(site.master()).isEqualTo(complete);
    }
}
