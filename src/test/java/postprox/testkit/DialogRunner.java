package postprox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import postprox.filter.FailurePolicy;
import postprox.smtp.StrayCr;

/** Holds a written conversation with the proxy, step by step: this one thread is both the client and the next hop. */
public final class DialogRunner implements AutoCloseable {
    private final Dialog dialog;
    private final ServerSocket server;
    private final DialogFilter filter = new DialogFilter();
    private final ProxyUnderTest proxy;
    private final SmtpClient client;
    private Optional<LineSocket> hop = Optional.empty();

    private DialogRunner(Dialog dialog, Path directory) throws IOException {
        this.dialog = dialog;
        this.server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        server.setSoTimeout(Math.toIntExact(Patience.LONGEST.toMillis()));
        ProxyUnderTest.Setup setup = ProxyUnderTest.before(server.getLocalPort(), directory);
        if (dialog.usesFilter()) {
            setup.filter(filter);
        }
        for (Dialog.Step step : dialog.steps()) {
            if (step.tag().equals("O:")) {
                choose(setup, step.text());
            }
        }
        this.proxy = setup.start();
        this.client = proxy.connect();
    }

    /** Plays the dialog of a file, and checks that neither side hears anything that it does not name. */
    public static void play(Path file, Path directory) throws IOException {
        try (DialogRunner runner = new DialogRunner(Dialog.read(file), directory)) {
            for (Dialog.Step step : runner.dialog.steps()) {
                try {
                    runner.perform(step);
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError(file.getFileName() + ", " + step + ": " + e.getMessage(), e);
                }
            }
            runner.checkSilence();
        }
    }

    private static void choose(ProxyUnderTest.Setup setup, String option) {
        switch (option) {
            case "--stray-cr keep" -> setup.strayCr(StrayCr.KEEP);
            case "-r" -> setup.failurePolicy(FailurePolicy.TEMPFAIL);
            case "--deadline 1" -> setup.deadline(Duration.ofSeconds(1));
            default -> throw new IllegalArgumentException("unknown option " + option);
        }
    }

    private void perform(Dialog.Step step) throws IOException {
        String text = step.text();
        switch (step.tag()) {
            case "O:" -> {}
            case "C:" -> client.send(text);
            case "C-" -> client.halfClose();
            case "S:" -> assertThat(client.line()).isEqualTo(text);
            case "S." -> assertThat(client.rest()).isEmpty();
            case "H+" -> hop = Optional.of(new LineSocket(server.accept()));
            case "H<" -> assertThat(hop().line()).isEqualTo(text);
            case "H>" -> hop().send(text);
            case "H-" -> {
                hop().close();
                hop = Optional.empty();
            }
            case "H." -> {
                assertThat(hop().rest()).isEmpty();
                hop().close();
                hop = Optional.empty();
            }
            case "F<" -> assertThat(filter.nextLine()).isEqualTo(text);
            case "F=" -> {
                String[] parts = text.split(" ", 2);
                assertThat(filter.value(parts[0])).isEqualTo(parts.length > 1 ? parts[1] : "");
            }
            case "F:" -> filter.decide(text);
            default -> throw new IllegalArgumentException("unknown step");
        }
    }

    private LineSocket hop() {
        return hop.orElseThrow(() -> new AssertionError("no connection to the next hop: H+ is missing"));
    }

    private void checkSilence() throws IOException {
        client.halfClose();
        assertThat(client.rest()).as("what the client hears beyond the dialog").isEmpty();
        if (hop.isPresent()) {
            // A client that closes without QUIT leaves that to us.
            assertThat(hop().rest())
                    .as("what the next hop hears beyond the dialog")
                    .isIn("", "QUIT\r\n");
        }
        assertThat(filter.unexpected())
                .as("messages that the filter saw beyond the dialog")
                .isZero();
    }

    @Override
    public void close() throws IOException {
        if (hop.isPresent()) {
            hop.get().close();
        }
        proxy.close();
        server.close();
    }
}
