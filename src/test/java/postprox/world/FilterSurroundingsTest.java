package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the man page says that a filter may rely on, in each way to be started (section FILTERS). */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class FilterSurroundingsTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Site site = new Site();

    @AfterEach
    void cleanUp() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void areAsTheManPageSays(Standing standing) {
        Path home = site.workspace().directory("home");
        Path filter = site.workspace().script("filter", """
                standard=$(for i in 0 1 2; do readlink /proc/$$/fd/$i; done | cut -d: -f1)
                {
                    echo $standard
                    pwd
                    umask
                    stat -c %a "$EMAIL" "$OUTFILE"
                    echo "${JAVA_TOOL_OPTIONS-none} ${CLASSPATH-none} $OURS"
                    # Not with grep: while it starts another program the shell has all signals blocked.
                    while read -r name value; do
                        case $name in SigBlk: | SigIgn:) printf '%s\\t%s\\n' "$name" "$value" ;; esac
                    done </proc/self/status
                    set -- $(cut -d' ' -f1,5,6,7 /proc/$$/stat)
                    [ "$1" = "$2" ] && [ "$1" = "$3" ] && echo "leads, terminal $4"
                    grep -c 'Max core file size *4096 *4096 ' /proc/$$/limits
                    id -un
                } >"$OUTFILE"
                """);
        Launch launch = site.launch("-c", "exec " + filter)
                .limited("--core=4096")
                .environment("OURS", "kept")
                .environment("CLASSPATH", "/nowhere")
                .in(home)
                .as("nobody");
        try (Program program = standing.start(launch)) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send("a@example.org", "b@example.com", MAIL))
                    .startsWith("250");
        }
        assertThat(site.sink().await().content())
                .isEqualTo("""
                /dev/null /dev/null pipe
                %s
                %s600
                600
                none none kept
                SigBlk:\t0000000000000000
                SigIgn:\t0000000000000000
                leads, terminal 0
                1
                nobody
                """.formatted(home, Tools.run("sh", "-c", "umask")).replace("\n", "\r\n"));
    }
}
