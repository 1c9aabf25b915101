package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.testkit.ScriptedScanner;

/** A header that is too large to be edited. A sender can make one, and no message passes by that which would not pass otherwise. */
class HooksLargeHeaderTest {
    private static final String LARGE = "X-A: y\n".repeat(50_000) + "\nbody\n";
    /** The chain refuses for it: ChainTest has that. */
    private static final Verdict CHANGED =
            new Verdict.Edit(List.of(Verdict.Edit.ofNothing()), Optional.empty(), Remarks.NONE);

    private static final String MARK =
            "\"add\":[{\"path\":\"/message/headers\",\"value\":{\"name\":\"X-Spam\",\"value\":\"Yes\"}}]";

    @TempDir
    private Path directory;

    private ScriptedScanner scanner;

    @BeforeEach
    void start() throws IOException {
        scanner = ScriptedScanner.start();
    }

    @AfterEach
    void stop() throws IOException {
        scanner.close();
    }

    @Test
    void itDoesNotUndoARefusal() throws IOException {
        scanner.says("{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"}," + "{\"path\":\"/response/message\","
                + "\"value\":\"no spam here\"}]," + MARK + "}");

        try (Asker asker = Asker.atEndpoint(directory, scanner.origin() + "/hook")) {
            assertThat(asker.ask(LARGE))
                    .isInstanceOfSatisfying(
                            Verdict.Reject.class,
                            reject -> assertThat(reject.reply().oneLine()).contains("no spam here"));
        }
    }

    /** It is refused for good, as it is where any other filter changes it: its sender would try again for days. */
    @Test
    void aMessageThatCannotBeMarkedIsRefusedAndDoesNotCount() throws IOException {
        scanner.says("{" + MARK + "}");

        try (Asker asker = Asker.atEndpoint(directory, scanner.origin() + "/hook")) {
            for (int i = 0; i < 6; i++) {
                assertThat(asker.ask("Message-ID: <" + i + "@x>\n" + LARGE))
                        .as("the chain refuses what it cannot change")
                        .isEqualTo(CHANGED);
            }
            assertThat(asker.events()).isEmpty();
        }
    }

    /** The JSON of Stalwart has each field on its own, all of them in memory. */
    @Test
    void aMessageThatStalwartsScannersCannotBeShownIsRefused() throws IOException {
        scanner.says("{\"action\":\"reject\"}");

        try (Asker asker = new Asker(
                directory, scanner.origin() + "/hook", Dialect.STALWART, new Standing.Known(Optional.empty()))) {
            assertThat(asker.ask(LARGE)).isEqualTo(CHANGED);
        }
    }
}
