package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** What an administrator sees who looks at the live page of a real process with a real browser. */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class LivePageTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String TOKEN = "a-token-that-nobody-guesses";

    private final Site site = new Site();
    private final int port = Tools.freePort();
    private final String place = "127.0.0.1:" + port;
    private final String url = "http://" + place + "/";
    private final Path broken = site.workspace().path("broken");
    private final String filter = "test -e " + broken + " && { echo no space left on device >&2; exit 2; };"
            + " grep -q lottery \"$EMAIL\" && { echo \"550 5.7.1 no lottery, $HELO $SENDER\" >&2; exit 1; }; exit 0";

    @AfterEach
    void cleanUp() {
        site.close();
    }

    private ProxyService start(String... more) {
        ProxyService service = ProxyService.start(site.launch("-r", "-c", filter, "--log", "stderr", "--admin", place)
                .with(more));
        var _ = service.log().await("the page for administrators .* answers at");
        return service;
    }

    private void breakFilter() throws IOException {
        Path _ = Files.createFile(broken);
    }

    @Test
    void theSentenceSaysThatAFilterFailsAndWhatBecomesOfMail() throws IOException {
        try (ProxyService proxy = start();
                Browser browser = Browser.start()) {
            browser.open(url);
            browser.await("state", "All well");
            assertThat(proxy.send(MAIL)).startsWith("250");
            browser.await("rate", "messages a minute");
            browser.await("attention", "Nothing.");

            breakFilter();
            assertThat(proxy.send(MAIL)).startsWith("451");
            browser.await("state", "The filter failing since ");
            assertThat(browser.text("state")).endsWith(", senders are told to try later");
            assertThat(browser.text("mark")).isEqualTo("■");
            browser.await("attention", "the filter failed, once in the last hour");
            assertThat(browser.text("attention")).contains("no space left on device", "postprox log --failed");
            assertThat(browser.text("parts")).contains("■ failing since");
            assertThat(browser.text("refusals")).contains("451", "by postprox", "a@example.org → b@example.com");

            Files.delete(broken);
            assertThat(proxy.send(MAIL)).startsWith("250");
            browser.await("state", "The filter failed");
            browser.await("parts", "works, last failure");
        }
    }

    /** Whoever hears the page hears a sentence when it becomes another one, and not each second. */
    @Test
    void whatIsReadAloudChangesOnlyWithTheState() {
        try (ProxyService proxy = start();
                Browser browser = Browser.start()) {
            browser.open(url);
            browser.await("state", "All well");
            browser.run("window.said = 0; const live = document.querySelectorAll('[aria-live]');"
                    + " window.lives = live.length; new MutationObserver(all => window.said += all.length)"
                    + ".observe(live[0], {childList: true, characterData: true, subtree: true})");
            assertThat(proxy.send(MAIL)).startsWith("250");
            browser.awaitStates(3);

            assertThat(browser.value("window.lives + ' ' + window.said")).isEqualTo("1 0");
        }
    }

    @Test
    void aRestartOfTheProcessNeedsNoReloadAndTheFiguresBeforeStay() {
        try (Browser browser = Browser.start()) {
            try (ProxyService proxy = start()) {
                browser.open(url);
                assertThat(proxy.send(MAIL)).startsWith("250");
                browser.await("outcome", "accepted1");
                browser.run("window.isStillHere = true");
            }
            browser.await("age", "connection lost, trying again since");
            assertThat(browser.text("state")).startsWith("No connection to postprox since");
            assertThat(browser.text("rate"))
                    .as("nothing old is told as if it were now")
                    .isEmpty();
            assertThat(browser.text("outcome")).contains("accepted 1");
            try (ProxyService _ = start()) {
                browser.await("note", "postprox was started anew at");
                browser.await("state", "All well");
                browser.await("outcome", "accepted0");
                assertThat(browser.text("age")).doesNotContain("lost");
                assertThat(browser.value("window.isStillHere")).isEqualTo("true");
            }
        }
    }

    @Test
    void aProcessThatIsStoppedIsNotShownAsLive() {
        try (ProxyService proxy = start();
                Browser browser = Browser.start()) {
            browser.open(url);
            browser.await("state", "All well");
            Tools.run("/bin/sh", "-c", "kill -s STOP " + proxy.jvm());
            try {
                browser.await("state", "No connection to postprox since");
                browser.await("age", "; connection lost, trying again since ");
                assertThat(browser.text("age")).startsWith("as of ");
            } finally {
                Tools.run("/bin/sh", "-c", "kill -s CONT " + proxy.jvm());
            }
            Patience.await("figures of now", () -> !browser.text("age").contains("lost"));
            assertThat(browser.text("state")).isEqualTo("All well");
        }
    }

    @Test
    void theTokenIsAskedForAndThenNothingElse() throws IOException {
        Path file = site.workspace().file("token", TOKEN + "\n");
        Workspace.setMode(file, 0600);
        try (ProxyService _ = start("--admin-token", file.toString());
                Browser browser = Browser.start()) {
            browser.open(url);
            assertThat(browser.text()).doesNotContain("What became of it");
            browser.open("http://admin:wrong-token-wrong-token@" + place + "/");
            assertThat(browser.text()).doesNotContain("What became of it");
            browser.open("http://admin:" + TOKEN + "@" + place + "/");
            browser.await("state", "All well");
            browser.awaitStates(2);
        }
    }

    /** As with DNS rebinding: a name of a stranger's has become one of this machine. */
    @Test
    void aNameOfAStrangerThatLeadsHereIsRefused() {
        String[] names = {"--host-resolver-rules=MAP evil.example 127.0.0.1, MAP mail.example 127.0.0.1"};
        try (ProxyService _ = start("--admin-host", "mail.example");
                Browser browser = Browser.start(names)) {
            browser.open("http://evil.example:" + port + "/");
            assertThat(browser.text()).contains("this name is not one of this server's; see --admin-host");
            browser.open("http://mail.example:" + port + "/");
            browser.await("state", "All well");
        }
    }

    @Test
    void thePageKeepsItsPolicyAndTheConsoleIsEmpty() {
        try (ProxyService proxy = start();
                Browser browser = Browser.start()) {
            browser.open(url);
            browser.await("state", "All well");
            assertThat(proxy.send(MAIL)).startsWith("250");
            assertThat(proxy.send("Subject: lottery\r\n\r\n")).startsWith("550");
            browser.await("refusals", "no lottery");
            browser.run("document.querySelectorAll('details').forEach(one => one.open = true)");
            browser.element("window").sendKeys(Keys.ARROW_DOWN);
            browser.await("outcome", "last hour");
            assertThat(browser.value("document.querySelectorAll('canvas').length"))
                    .isEqualTo("2");

            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void axeFindsNoBarrier() throws IOException {
        try (ProxyService proxy = start();
                Browser browser = Browser.start()) {
            browser.open(url);
            browser.await("state", "All well");
            assertThat(proxy.send(MAIL)).startsWith("250");
            browser.await("outcome", "accepted1");
            assertBarrierFree(browser, "healthy");
            breakFilter();
            assertThat(proxy.send(MAIL)).startsWith("451");
            browser.await("state", "The filter failing since ");
            browser.run("document.querySelectorAll('details').forEach(one => one.open = true)");
            assertBarrierFree(browser, "ill");
        }
    }

    private static void assertBarrierFree(Browser browser, String state) {
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {320, 1280}) {
                browser.prefer("prefers-color-scheme", scheme);
                browser.size(width, 900);
                assertThat(browser.barriers())
                        .as(state + " " + scheme + " " + width)
                        .isEmpty();
            }
        }
    }

    @Test
    void theKeyboardReachesAllThatCanBeUsedAndTheFocusIsSeen() {
        try (ProxyService _ = start();
                Browser browser = Browser.start()) {
            browser.open(url);
            browser.await("state", "All well");
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                browser.press(Keys.TAB);
                order.add(browser.value("(document.activeElement.id || document.activeElement.textContent)"));
                assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
                        .isEqualTo("solid");
            }
            assertThat(order).containsExactly("window", "Mail a second as a table", "Filter time as a table");

            browser.press(Keys.ENTER);
            browser.await("filter-table", "Step begins");
        }
    }

    @Test
    void whoWantsLittleMotionGetsNone() {
        try (ProxyService _ = start();
                Browser browser = Browser.start()) {
            browser.prefer("prefers-reduced-motion", "no-preference");
            browser.open(url);
            browser.await("state", "All well");
            Patience.await(
                    "a beat",
                    () -> !browser.value("document.getAnimations().length").equals("0"));

            browser.prefer("prefers-reduced-motion", "reduce");
            browser.awaitStates(1);
            assertThat(browser.value("document.getAnimations().length")).isEqualTo("0");
        }
    }

    @Test
    void textOfStrangersStaysTextAndNothingRuns() {
        String script = "<script>window.ran=1</script>";
        String image = "\"<img/src=x/onerror=window.ran=1>\"@example.org";
        String around = utf8("\u202Eknab\u2066\u200B@example.org");
        String word = "w".repeat(10_000) + "@example.org";
        try (ProxyService proxy = start();
                Browser browser = Browser.start()) {
            for (String sender : List.of(image, around, word)) {
                try (SmtpClient client = SmtpClient.connect(proxy.port())) {
                    assertThat(client.say("EHLO " + script)).startsWith("250");
                    assertThat(client.say("MAIL FROM:<" + sender + "> SMTPUTF8"))
                            .startsWith("250");
                    assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
                    assertThat(client.say("DATA")).startsWith("354");
                    client.finish("Subject: lottery " + script + "\r\n\r\n");
                    assertThat(client.reply()).startsWith("550");
                }
            }
            browser.open(url);
            browser.await("refusals", "550 5.7.1 no lottery");
            String shown = browser.text("refusals");
            assertThat(shown).contains(script, "<img/src=x/onerror=window.ran=1>", "‹U+202E›knab‹U+2066›‹U+200B›");
            assertThat(shown).doesNotContain("\u202E", "\u2066");
            assertThat(browser.value("document.querySelectorAll('main script, main img').length"))
                    .isEqualTo("0");
            for (int width : new int[] {320, 700, 1280}) {
                browser.size(width, 900);
                assertThat(browser.width()).isLessThanOrEqualTo(width);
            }
            browser.awaitStates(2);
            assertThat(browser.value("typeof window.ran")).isEqualTo("undefined");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPhoneNeedsNoSidewaysScrolling() {
        try (ProxyService proxy = start();
                Browser browser = Browser.start()) {
            browser.size(320, 640);
            browser.open(url);
            assertThat(proxy.send(MAIL)).startsWith("250");
            browser.await("outcome", "accepted1");
            browser.run("document.querySelectorAll('details').forEach(one => one.open = true)");
            browser.await("mail-table", "Step begins");
            assertThat(browser.width()).isLessThanOrEqualTo(320);
        }
    }

    @Test
    void withoutJavaScriptThePageSaysHowElseToLook() {
        try (ProxyService _ = start();
                Browser browser = Browser.withoutScripts()) {
            browser.open(url);
            assertThat(browser.text()).contains("postprox status", "/status");
        }
    }
}
