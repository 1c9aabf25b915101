package postprox.world;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a screen, with a profile of its own, whose pages note each violation of their policy. */
final class Browser implements AutoCloseable {
    private static final String CHROMIUM = Tools.require("/usr/bin/chromium", "chromium");
    private static final String DRIVER = Tools.require("/usr/bin/chromedriver", "chromium-driver");

    private static final String NOTE_VIOLATIONS = "window.violations = [];"
            + " document.addEventListener('securitypolicyviolation',"
            + " event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));";

    private final Workspace profile = Workspace.create();
    private final ChromeDriver driver;

    private Browser(Map<String, Object> preferences, List<String> arguments) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless=new",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--user-data-dir=" + profile.path("p"));
        // The sandbox is for ordinary users, and tests are run by root too.
        options.addArguments("--no-sandbox");
        options.addArguments(arguments);
        options.setExperimentalOption("prefs", preferences);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER))
                .usingAnyFreePort()
                .build();
        this.driver = new ChromeDriver(service, options);
        cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source", NOTE_VIOLATIONS));
        size(1280, 900);
    }

    static Browser start(String... arguments) {
        return new Browser(Map.of(), List.of(arguments));
    }

    /** One in which somebody has switched JavaScript off. */
    static Browser withoutScripts() {
        return new Browser(Map.of("profile.managed_default_content_settings.javascript", 2), List.of());
    }

    private void cdp(String command, Map<String, Object> parameters) {
        Map<String, Object> _ = driver.executeCdpCommand(command, parameters);
    }

    void size(int width, int height) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Sets what the user prefers, such as prefers-color-scheme. */
    void prefer(String feature, String value) {
        cdp("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    void open(String url) {
        driver.get(url);
    }

    /** The text of the element with an id, as a reader sees it. */
    String text(String id) {
        return element(id).getText();
    }

    /** All text that a reader sees. */
    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    /** The value of an expression of JavaScript; an empty text if it has none. */
    String value(String expression) {
        return Optional.ofNullable(driver.executeScript("return " + expression))
                .map(String::valueOf)
                .orElse("");
    }

    void run(String script) {
        Object _ = driver.executeScript(script);
    }

    /** Presses a key, wherever the focus is. */
    void press(CharSequence key) {
        new Actions(driver).sendKeys(key).perform();
    }

    /** Waits until a text is in the element with an id. */
    void await(String id, String text) {
        String[] last = {""};
        try {
            Patience.await("#" + id + " says " + text, () -> {
                last[0] = value("document.getElementById('" + id + "').textContent");
                return last[0].contains(text);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but: " + last[0], e);
        }
    }

    /** Waits until the page has got so many more states of the process. */
    void awaitStates(int count) {
        run("window.beats = 0; new MutationObserver(() => window.beats++)"
                + ".observe(document.getElementById('beat'), {attributes: true})");
        Patience.await(count + " more states", () -> Integer.parseInt(value("window.beats")) >= count);
    }

    /** How wide the page is if nothing is cut off. */
    int width() {
        return Integer.parseInt(value("document.documentElement.scrollWidth"));
    }

    /** What the pages since the last call did against their policy, and what the console said of mistakes. */
    List<String> complaints() {
        List<String> all = new ArrayList<>();
        String violations = value("window.violations.join(', ')");
        if (!violations.isEmpty()) {
            all.add(violations);
        }
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            all.add(entry.getMessage());
        }
        return all;
    }

    /** What axe has against the page, each in a line. */
    List<String> barriers() {
        List<String> all = new ArrayList<>();
        for (Rule rule : new AxeBuilder().analyze(driver).getViolations()) {
            all.add(rule.getId() + ": " + rule.getHelp() + ": " + rule.getNodes());
        }
        return all;
    }

    /** Writes a picture of the whole page. */
    void picture(Path file) {
        String encoded = String.valueOf(driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"))
                .get("data"));
        try {
            Path _ = Files.write(file, Base64.getDecoder().decode(encoded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        profile.close();
    }
}
