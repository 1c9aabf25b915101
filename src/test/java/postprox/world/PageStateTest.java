package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How the live page shows states that a real process has seldom. With {@code -Dpostprox.pictures=true} this class also writes the pictures
 * of the documentation.
 */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class PageStateTest {
    private static final Path PICTURES = Path.of("docs/img");

    @Test
    void theDocumentationHasPicturesOfThePage() throws IOException {
        if (Boolean.getBoolean("postprox.pictures")) {
            try (PageStage stage = new PageStage(ExampleState.usual(), true);
                    Browser browser = Browser.start()) {
                picture(stage, browser, "light", 1280, 1290, "live.png");
                picture(stage, browser, "dark", 400, 900, "live-phone.png");
            }
        }
        assertPicture("live.png", 1280);
        assertPicture("live-phone.png", 400);
    }

    private static void picture(PageStage stage, Browser browser, String scheme, int width, int height, String name) {
        browser.prefer("prefers-color-scheme", scheme);
        browser.size(width, height);
        browser.open(stage.url());
        browser.await("state", "Filter virus failed");
        browser.awaitStates(2);
        browser.picture(PICTURES.resolve(name));
    }

    private static void assertPicture(String name, int width) throws IOException {
        BufferedImage picture =
                Objects.requireNonNull(ImageIO.read(PICTURES.resolve(name).toFile()), name);
        assertThat(picture.getWidth()).isEqualTo(width);
        long colours = Arrays.stream(picture.getRGB(0, 0, width, 400, new int[width * 400], 0, width))
                .distinct()
                .count();
        assertThat(colours).as(name + " is not empty").isGreaterThan(100);
    }

    @Test
    void theExampleOfADayIsShownPartByPart() throws IOException {
        try (PageStage stage = new PageStage(ExampleState.usual(), true);
                Browser browser = Browser.start()) {
            browser.open(stage.url());
            browser.await("title", "postprox on mx1");
            browser.await("version", "1.0.0, up 3 d 4 h");
            browser.await("filter-figures", "p50 31 ms, p99 410 ms, limit 30 s");
            assertThat(browser.text("outcome"))
                    .contains("accepted 10,144", "changed 768", "6.9 %", "refused 200", "UNFILTERED 0");
            assertThat(browser.text("attention"))
                    .contains("filter virus failed, 2 times in the last hour", "What to do: postprox log --failed");
            assertThat(browser.text("running"))
                    .contains(
                            "3 messages in hand; filter virus at work on 1 of 40 at once",
                            "9.1 MB, 1.9 s, filtering virus");
            assertThat(browser.text("refusals")).contains("550 5.7.1 We do not play the lottery", "session 5cowulix2");
            assertThat(browser.text("parts"))
                    .contains(
                            "next hop 127.0.0.1:10026",
                            "● answers in 0.8 ms",
                            "4.0 % of 8.0 GB",
                            "41 / 100,000",
                            "5 / 100");
            assertThat(browser.element("mail-chart").getDomAttribute("aria-label"))
                    .contains("all answered: last ", "at most ");
        }
    }

    @Test
    void ofSeveralNextHopsThePageTellsWhichOneIsDown() throws IOException {
        String hops = "\"next_hops\":[{\"place\":\"mx-b:25\",\"up\":false,\"since\":\""
                + Instant.now().minusSeconds(300) + "\",\"last_connect\":\"" + Instant.now()
                + "\",\"reason\":\"Connection refused\"},";
        try (PageStage stage = new PageStage(ExampleState.with("\"next_hops\":[", hops), true);
                Browser browser = Browser.start()) {
            browser.open(stage.url());
            browser.await("state", "Next hop mx-b:25 does not answer since ");
            assertThat(browser.text("state")).endsWith(", 1 other takes its mail");
            assertThat(browser.text("mark")).isEqualTo("▲");
            assertThat(browser.text("parts")).contains("■ does not answer", "Connection refused", "● answers in");

            stage.show(ExampleState.with("\"up\":true", "\"up\":false"));
            browser.await("state", "Next hop 127.0.0.1:10026 does not answer since ");
            assertThat(browser.text("state")).endsWith(", senders are told to try later");
            assertThat(browser.text("mark")).isEqualTo("■");
        }
    }

    @Test
    void whatPassedUnfilteredIsRedAndSaidInWords() throws IOException {
        try (PageStage stage = new PageStage(ExampleState.usual(), true);
                Browser browser = Browser.start()) {
            browser.open(stage.url());
            browser.await("outcome", "good: must be 0");
            String colour = "getComputedStyle(document.querySelector('.unfiltered')).color";
            assertThat(browser.value(colour)).isNotEqualTo("rgb(168, 7, 26)");

            stage.show(ExampleState.with("\"unfiltered\":0", "\"unfiltered\":3"));
            browser.await("state", "3 messages passed UNFILTERED in the last hour");
            assertThat(browser.text("outcome")).contains("UNFILTERED 3 must be 0: postprox log --failed");
            assertThat(browser.value(colour)).isEqualTo("rgb(168, 7, 26)");
            assertThat(browser.barriers()).isEmpty();
        }
    }

    @Test
    void limitsThatAreReachedAndAnEndThatIsNearAreSaid() throws IOException {
        try (PageStage stage = new PageStage(ExampleState.with("\"sessions\":5", "\"sessions\":100"), true);
                Browser browser = Browser.start()) {
            browser.open(stage.url());
            browser.await("parts", "at its limit");
            stage.show(ExampleState.with("\"sessions\":5", "\"sessions\":93"));
            browser.await("parts", "near its limit");
            stage.show(ExampleState.with("\"phase\":\"ready\"", "\"phase\":\"stopping\""));
            browser.await("state", "This process is about to end");
            stage.show(ExampleState.with("\"ok\":true", "\"ok\":false"));
            browser.await("state", "No room for messages in /var/spool/postprox");
        }
    }

    /** The page was open before, and knows what the process before has counted; one that is opened now does not. */
    @Test
    void theChartsKeepWhatAnEarlierProcessHasCounted() throws IOException {
        String next = ExampleState.with("\"pid\":4711", "\"pid\":4712")
                .replaceFirst(
                        "\"counting_since\":\"[^\"]*\"",
                        "\"counting_since\":\"" + Instant.now().minusSeconds(65) + "\"");
        String oldest = "document.querySelector('#mail-table tbody tr:last-child td').textContent";
        String open = "document.getElementById('mail-details').open = true";
        try (PageStage stage = new PageStage(ExampleState.usual(), true);
                Browser browser = Browser.start()) {
            browser.open(stage.url());
            browser.await("state", "Filter virus failed");
            browser.run(open);
            stage.show(next);
            browser.await("note", "its figures begin anew");
            browser.await("outcome", "counted since");
            assertThat(browser.value(oldest)).contains(".");

            browser.open(stage.url());
            browser.await("outcome", "counted since");
            browser.run(open);
            browser.await("mail-table", "Step begins");
            assertThat(browser.value(oldest)).isEqualTo("–");
        }
    }

    @Test
    void charactersThatAreNotSeenAreNamed() throws IOException {
        String reply = "550 \\u0007\\u001b[2J\\u200e\\u2028\\ud800 no";
        try (PageStage stage = new PageStage(ExampleState.with("550 5.7.1 We do not play the lottery", reply), true);
                Browser browser = Browser.start()) {
            browser.open(stage.url());
            browser.await("refusals", "550 ‹U+0007›‹U+001B›[2J‹U+200E›‹U+2028›‹U+D800› no");
        }
    }

    /** Sixteen pages are open elsewhere, say. */
    @Test
    void withoutAPlaceForEventsThePageAsksNowAndThen() throws IOException {
        try (PageStage stage = new PageStage(ExampleState.usual(), false);
                Browser browser = Browser.start()) {
            browser.open(stage.url());
            browser.await("state", "Filter virus failed");
            stage.show(ExampleState.with("\"phase\":\"ready\"", "\"phase\":\"stopping\""));
            browser.await("state", "This process is about to end");
        }
    }
}
