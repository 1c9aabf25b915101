package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.ScriptedIcap;
import postprox.testkit.ScriptedMilter;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.Spooled;

/**
 * A service makes more of a message than the disk has room for. The message does not pass as it came, whatever the failure policy, and the
 * disk is as empty as before.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class NewContentOnAFullDiskTest {
    private static final String DISK_FULL = "452 4.3.1 Error: insufficient system storage";
    private static final int LARGE = 800_000;
    private static final String LINE = "secret".repeat(13) + "\r\n";

    private final Site site = new Site();

    @BeforeEach
    void mountSmallDisk() {
        String spool = site.spool().toString();
        Tools.run("mount", "-t", "tmpfs", "-o", "size=600k,mode=1777", "none", spool);
        site.workspace().atEnd(() -> Tools.run("umount", spool));
    }

    @AfterEach
    void cleanUp() {
        site.close();
    }

    @Test
    void ofAMilter() throws IOException {
        try (ScriptedMilter milter = ScriptedMilter.start()) {
            String body = ScriptedMilter.packet('b', "x".repeat(50_000)).repeat(LARGE / 50_000);
            milter.answer(command ->
                    command.letter() == 'E' ? ScriptedMilter.Answers.RAW + body + ScriptedMilter.packet('c', "") : "c");
            assertPutOff("milter:" + milter.place(), "Body\r\n");
        }
    }

    @Test
    void ofAnIcapService() throws IOException {
        try (ScriptedIcap icap = ScriptedIcap.start()) {
            icap.behave(conversation -> {
                byte[] _ = conversation.awaitRequest();
                byte[] made = "x".repeat(LARGE).getBytes(StandardCharsets.US_ASCII);
                conversation.sayBody("", ScriptedIcap.httpHead(LARGE), made);
            });
            assertPutOff("icap://" + icap.place() + "/service,modify=yes", "Body\r\n");
        }
    }

    @Test
    void ofAScannerOfHooks() throws IOException {
        try (ScriptedScanner scanner = ScriptedScanner.start()) {
            scanner.says("{\"action\":\"accept\",\"modifications\":[{\"type\":\"replaceContents\",\"value\":\""
                    + "x".repeat(LARGE) + "\"}]}");
            assertPutOff("hooks:" + scanner.origin() + "/hook,dialect=stalwart,plain-http=yes", "Body\r\n");
        }
    }

    /** A real one, which replaces words of the body. The message itself has room. */
    @Test
    void ofRspamd() {
        try (Rspamd rspamd = Rspamd.start(site.workspace())) {
            rspamd.await();
            assertPutOff("rspamd:" + rspamd.port(), LINE.repeat(4_500));
        }
    }

    private void assertPutOff(String filter, String body) {
        String mail = "Message-ID: <1@example.org>\r\nSubject: newbody\r\n\r\n" + body;
        try (ProxyService proxy =
                ProxyService.start(site.launch("-v", "--log", "stderr", "--filter", filter + ",on-failure=pass"))) {
            assertThat(proxy.send(mail)).isEqualTo(DISK_FULL);
            proxy.log().await("warning: cannot write to .* are needed: No space left on device");
            Spooled.await(site.spool(), List::isEmpty);
        }
        assertThat(site.sink().waiting()).isZero();
    }
}
