package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.filter.hooks.Credentials;
import postprox.filter.hooks.Dialect;
import postprox.filter.hooks.HooksFilter;
import postprox.filter.hooks.Scanner;
import postprox.filter.hooks.Scanner.Standing;
import postprox.filter.http.Url;
import postprox.filter.service.Servers;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.net.ServiceDialer;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;
import postprox.world.HookScanner;

/** {@code examples/scanners/hooks.py}, which the page of the kind {@code hooks} has. */
class HookScannerTest {
    private static final Path PROGRAM = Example.file("scanners/hooks.py");
    private static final int MOST_LINES = 50;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"make", "none"})
    void itMarksAndRefuses(String registration) throws IOException {
        try (HookScanner scanner = HookScanner.start();
                Examinations examinations = new Examinations(directory)) {
            Standing standing = Standing.parse(registration);
            String url = standing instanceof Standing.Registers ? scanner.registration() : scanner.endpoint();
            Filter filter = filter(url, standing);

            assertThat(answer(filter, examinations, "Subject: hello\n\nREFUSE\n"))
                    .isInstanceOfSatisfying(
                            Verdict.Edit.class,
                            edit -> assertThat(edit.edits())
                                    .containsExactly(
                                            new HeaderEdit.Insert(0, HeaderField.of("X-Scanned", "by hooks.py"))));
            assertThat(answer(filter, examinations, "Subject: please REFUSE\n\n"))
                    .isInstanceOfSatisfying(
                            Verdict.Reject.class,
                            reject -> assertThat(reject.reply().oneLine())
                                    .isEqualTo("550 5.7.1 The scanner does not like the subject"));
            filter.close();
        }
    }

    @Test
    void itIsShortAndNamedOnThePage() throws IOException {
        assertThat(PROGRAM).isExecutable();
        assertThat(Files.readAllLines(PROGRAM)).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(Files.readString(Example.file("README.md"))).contains("`scanners/hooks.py`");
    }

    private static Filter filter(String url, Standing standing) throws IOException {
        Url place = Url.parse(url);
        Credentials none = Credentials.read(Optional.empty(), Optional.empty());
        ServiceDialer dialer = TestWatchdog.dialer();
        Scanner scanner = new Scanner(
                place,
                none,
                Scanner.access(place, none, dialer),
                Dialect.DRAFT01,
                standing,
                "hooks",
                Duration.ofSeconds(60));
        return new HooksFilter(scanner, new Servers("hooks", List.of(place.place()), _ -> {}, Ticker.SYSTEM), _ -> {});
    }

    private static Answer answer(Filter filter, Examinations examinations, String text) throws IOException {
        try (SpooledMessage message = examinations.message(text)) {
            return filter.examine(examinations.of(message, Duration.ofSeconds(60)));
        }
    }
}
