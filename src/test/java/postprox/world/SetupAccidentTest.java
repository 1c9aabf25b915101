package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a set-up of a running Postfix, it leaves nothing half done, or one call of --undo takes all of it back. */
class SetupAccidentTest {
    private static final String UNSHARE = Tools.require("/usr/bin/unshare", "util-linux");

    private final SetupSite site = new SetupSite();

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void aFilterThatFailsIsTakenOutAgainAndItsReasonIsSaid() {
        site.postfix().start();
        String before = site.master();

        Tools.Result applied = site.setup("--apply", site.config("echo no scanner here >&2; exit 2"));

        assertThat(applied.said())
                .contains("the test message was not accepted: 451", "no scanner here", "put back as it was");
        assertThat(applied.status()).isOne();
        assertThat(site.master()).isEqualTo(before);
        assertThat(site.send("still flows")).startsWith("250 ");
        assertThat(site.setup("--undo").said()).contains("there is no set-up of");
    }

    /** Postfix has taken the message before the filter is asked, so only the log says that it fails. */
    @Test
    void aFilterBehindTheQueueThatFailsIsTakenOutAgainAndItsMailIsNotStuck() {
        site.postfix().start();
        String before = site.master();

        Tools.Result applied = site.setup("--apply", "--after-queue", site.config("echo no scanner here >&2; exit 2"));

        String remedy = "postsuper -c " + site.directory() + " -r ALL";
        assertThat(applied.said())
                .contains("the test message was not accepted", "no scanner here", "put back as it was", remedy);
        assertThat(applied.status()).isOne();
        assertThat(site.master()).isEqualTo(before);
        Tools.run(("/usr/sbin/" + remedy).split(" "));
        // pickup(8) would look for it within a minute.
        Tools.run("/usr/sbin/postkick", "-c", site.directory().toString(), "public", "pickup", "W");
        assertThat(site.sink().await().content()).contains("postprox setup: a test message");
    }

    /** As a script does that breaks with status 1: senders would be told for good. The log is there with its first line. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFilterThatRefusesAPlainMessageIsTakenOutAgain(boolean isBehindQueue) {
        site.postfix().start();
        String before = site.master();
        String config = site.config("exit 1");
        Tools.run(
                "sed",
                "-i",
                "s/^log = /&json:/",
                site.workspace().path("postprox.conf").toString());

        Tools.Result applied =
                isBehindQueue ? site.setup("--apply", "--after-queue", config) : site.setup("--apply", config);

        assertThat(applied.said())
                .contains("the test message was not accepted: ", "refused ", "554 Content rejected", "use --no-test")
                .contains("put back as it was")
                .doesNotContain("{");
        assertThat(applied.status()).isOne();
        assertThat(site.master()).isEqualTo(before);
    }

    /** ^C, or the end of a login, comes while a filter hangs. */
    @Test
    void aSetUpThatIsToldToEndTakesAllBackFirst() throws Exception {
        site.postfix().start();
        String before = site.master();
        Process setup = site.start("--apply", site.config(hanging()));
        Lines said = Lines.of(setup.getInputStream());
        awaitFilter();

        boolean _ = setup.toHandle().destroy();
        var _ = said.await("waiting +for 1 connections");
        assertThat(site.send("goes past the filter")).startsWith("250 ");
        letFilterEnd();

        assertThat(said.toEnd()).contains("interrupted", "put back as it was");
        assertThat(setup.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(site.master()).isEqualTo(before);
        assertThat(site.setup("--undo").said()).contains("there is no set-up of");
    }

    @Test
    void aSetUpThatIsKilledIsUndone() throws Exception {
        site.postfix().start();
        String before = site.master();
        Process setup = site.start("--apply", site.config(hanging()));
        awaitFilter();

        Program.kill(setup.toHandle());
        letFilterEnd();

        assertThat(site.master()).isNotEqualTo(before);
        assertThat(site.setup(site.config("exit 0")).said()).contains("in place already", "--undo");
        assertThat(site.setup("--undo").said()).contains("byte for byte");
        assertThat(site.master()).isEqualTo(before);
        assertThat(site.send("still flows")).startsWith("250 ");
    }

    @Test
    void aDiskWithoutRoomForMasterCfLeavesItAsItWas() {
        Tools.Result applied = onSmallDisk("mx/etc");

        assertThat(applied.said())
                .contains(
                        "cannot write ",
                        "No space left on device",
                        "put back as it was",
                        "unchanged",
                        "main.cf master.cf rest");
    }

    @Test
    void aDiskWithoutRoomForWhatIsSavedIsNoticedBeforeAnythingIsChanged() {
        Tools.Result applied = onSmallDisk("state");

        assertThat(applied.said())
                .contains("cannot save what is before in ", "Nothing was changed", "--state", "unchanged");
    }

    /** Sets up a Postfix that does not run, with one of its directories on a disk that is full. */
    private Tools.Result onSmallDisk(String small) {
        site.postfix().start();
        site.postfix().stop();
        Path directory = site.workspace().directory(small);
        String script = """
                cp -a "$0" "$0.copy" && mount -t tmpfs -o size=64k none "$0" && cp -a "$0.copy/." "$0" && rm -r "$0.copy"
                master=$1
                shift
                cp "$master" "$0.master"
                cat /dev/zero >"$0/rest" 2>/dev/null
                "$@"
                cmp "$0.master" "$master" && echo unchanged
                cd "$0" && echo $(ls -A)
                """;
        List<String> command = new ArrayList<>(List.of(
                UNSHARE,
                "--mount",
                "sh",
                "-c",
                script,
                directory.toString(),
                site.directory().resolve("master.cf").toString()));
        command.addAll(site.command("--apply", "--no-test", site.config("exit 0")));
        return Tools.attempt(command);
    }

    /** A filter that says that it has begun, and ends when somebody writes to a fifo. */
    private String hanging() {
        Path directory = site.workspace().openDirectory("hanging");
        Tools.run("mkfifo", "-m", "666", directory.resolve("end").toString());
        return "touch " + directory + "/begun; cat " + directory + "/end";
    }

    private void awaitFilter() {
        Path begun = site.workspace().path("hanging/begun");
        Patience.await("the filter has begun", () -> Files.exists(begun));
    }

    private void letFilterEnd() {
        Tools.run(
                "sh", "-c", "echo >\"$0\"", site.workspace().path("hanging/end").toString());
    }
}
