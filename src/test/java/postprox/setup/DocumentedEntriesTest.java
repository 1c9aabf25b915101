package postprox.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postprox.postfix.Postfix;
import postprox.world.Workspace;

/** What a set-up writes into master.cf is what the documents tell to write by hand: packaging/postfix. */
class DocumentedEntriesTest {
    private static final int PROXY = 10_025;
    private static final int AFTER = 10_026;
    private static final int LIMIT = 20;

    @Test
    void beforeTheQueue() throws IOException {
        try (Workspace workspace = Workspace.create()) {
            Postfix postfix = Postfix.in(Configurations.copy("debian", workspace));

            assertThat(documented("before-queue.master.cf"))
                    .contains(text(Entries.IPV4.afterFilter(
                            AFTER, postfix, postfix.servicesOf("smtpd").getFirst(), Optional.empty())))
                    .contains(spawn());
        }
    }

    @Test
    void afterTheQueue() throws IOException {
        try (Workspace workspace = Workspace.create()) {
            Postfix postfix = Postfix.in(Configurations.copy("debian", workspace));

            assertThat(documented("after-queue.master.cf"))
                    .contains(text(Entries.IPV4.afterQueue(AFTER, postfix, "")))
                    .contains(text(Entries.transport(LIMIT)))
                    .contains(spawn());
        }
    }

    /** Its first line; the rest is what the administrator chooses, and a time limit that spawn(8) gets besides. */
    private static String spawn() {
        return Entries.IPV4.spawn(PROXY, LIMIT, "postprox", "").getFirst() + "\n";
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private static String documented(String name) throws IOException {
        return Files.readString(Path.of("packaging/postfix", name));
    }
}
