package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The command postprox doctor: its report for people and for programs, and its exit status for scripts. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorCommandTest {
    private static final List<String> AS_DAEMON = List.of("setpriv", "--reuid", "1", "--regid", "1", "--clear-groups");

    /** Has the directories of this machine below another root, and runs a command there. */
    private static final String CHROOT = """
            root=$1; shift
            chmod 755 "$root"
            for each in /*; do
                if [ -L "$each" ]; then
                    cp -P "$each" "$root"
                elif [ -d "$each" ]; then
                    mkdir "$root$each" && mount --rbind "$each" "$root$each"
                fi
            done
            exec chroot "$root" "$@"
            """;

    private final DoctorSite healthy = DoctorSite.of("before-queue").start();

    @AfterAll
    void end() {
        healthy.close();
    }

    @Test
    void theStatusIsZeroIfNothingIsWrong() {
        Tools.Result result = healthy.command(List.of());

        assertThat(result.said())
                .contains("Nothing is wrong.", "ok    next hop 127.0.0.1:" + healthy.port(10_026))
                .as("other instances are named")
                .contains("--postfix /etc/postfix");
        assertThat(result.status()).isZero();
    }

    /** As after debootstrap: the root directory is no mount of its own there. */
    @Test
    void aChrootWhoseRootIsNoMountIsExaminedToo() throws IOException {
        String unshare = Tools.require("/usr/bin/unshare", "util-linux");
        Path root = Files.createTempDirectory("postprox-chroot");
        try {
            Tools.Result result =
                    healthy.command(List.of(unshare, "-m", "/bin/sh", "-c", CHROOT, "sh", root.toString()));

            assertThat(result.said()).contains("ok    next hop", "Nothing is wrong.");
        } finally {
            Tools.run("/bin/sh", "-c", "rm -d \"$1\"/* && rmdir \"$1\"", "sh", root.toString());
        }
    }

    @Test
    void anotherUserSeesWhatThatUserCanSee() {
        Tools.Result result = healthy.command(AS_DAEMON);

        assertThat(result.said()).contains("were not examined as user nobody", "ok    next hop");
        assertThat(result.status()).isZero();
    }

    @Test
    void allFaultsAreNamedInOneRunAndTheStatusIsOne() {
        try (DoctorSite site = DoctorSite.of("before-queue")) {
            site.postfix()
                    .parameter("smtpd_proxy_timeout", "10s")
                    .parameter("smtpd_delay_open_until_valid_rcpt", "no")
                    .start();
            site.filter("if true; then");

            Tools.Result text = site.command(List.of());
            Tools.Result json = site.command(List.of(), "--json");

            assertThat(text.status()).isEqualTo(1);
            assertThat(text.said())
                    .contains(
                            "BAD   ",
                            "Syntax error",
                            "smtpd_proxy_timeout=100s",
                            "smtpd_delay_open_until_valid_rcpt=yes")
                    .contains("1 problem, ", "(exit status 1)");
            assertThat(json.status()).isEqualTo(1);
            assertThat(json.said().lines())
                    .singleElement()
                    .asString()
                    .startsWith("{\"postfix\":\"" + site.directory())
                    .contains("\"status\":1", "\"id\":\"filter-syntax\",\"level\":\"bad\"", "\"id\":\"delay-open\"");
        }
    }

    @Test
    void withoutAPostfixTheStatusIsThreeAndWithAWrongCommandLineTwo() {
        Tools.Result missing = healthy.command(List.of(), "--postfix", "/nonexistent");
        Tools.Result wrong = healthy.command(List.of(), "/etc/postfix");

        assertThat(missing.status()).isEqualTo(3);
        assertThat(missing.said()).contains("/nonexistent/main.cf is not there", "--postfix DIR");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.said()).contains("doctor takes no '/etc/postfix'");
    }
}
