package postprox.filter.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import postprox.event.Event;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.PluginJars;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** A directory of plug-ins, a spool, and messages for filters that were made there. */
final class PluginLab implements AutoCloseable {
    static final Envelope ENVELOPE = new Envelope(
            "0123",
            "a@example.org",
            List.of("b@example.com", "c\u00e9@example.com"),
            "client.example.net",
            Map.of(Attribute.ADDR, "192.0.2.7", Attribute.NAME, "host.example.net", Attribute.PROTO, "ESMTP"));
    static final String TEXT = "Subject: one\n two\nX-Other: 3\n\nbody\n";

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Path directory;
    private final Path plugins;
    private final Spool spool;
    private final List<Event> events = new ArrayList<>();
    private final List<SpooledMessage> messages = new ArrayList<>();
    private final List<JavaFilter> filters = new ArrayList<>();

    PluginLab(Path directory) throws IOException {
        this.directory = directory;
        this.plugins = Files.createDirectories(directory.resolve("plugins"));
        this.spool = Spool.in(Files.createDirectories(directory.resolve("spool")));
    }

    Path plugins() {
        return plugins;
    }

    Path spool() {
        return directory.resolve("spool");
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** The filter {@code plug.Plug}, with this body of its method. */
    JavaFilter filter(String body) throws PluginException {
        return filter("", body);
    }

    JavaFilter filter(String members, String body) throws PluginException {
        PluginJars.make(plugins.resolve("plug.jar"), "Plug", members, body);
        return load(order("plug.Plug"));
    }

    PluginOrder order(String className) {
        return order(className, Optional.empty(), 3);
    }

    PluginOrder order(String className, Optional<String> jar, int lostThreads) {
        return new PluginOrder(
                "spam", className, plugins, jar, Map.of("level", "7"), Duration.ofSeconds(10), lostThreads);
    }

    JavaFilter load(PluginOrder order) throws PluginException {
        JavaFilter filter = JavaFilter.load(order, this::take);
        filters.add(filter);
        return filter;
    }

    List<JavaFilterNotice> notices() {
        return events().stream()
                .filter(JavaFilterNotice.class::isInstance)
                .map(JavaFilterNotice.class::cast)
                .toList();
    }

    /** Looks again and again whether something is so. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private synchronized void take(Event event) {
        events.add(event);
    }

    Examination message() throws IOException {
        return message(TEXT);
    }

    /** A message, for which there is a minute. */
    Examination message(String text) throws IOException {
        return message(text, Duration.ofMinutes(1));
    }

    Examination message(String text, Duration time) throws IOException {
        SpooledMessage message = spool.create();
        messages.add(message);
        byte[] bytes = WireText.bytes(text);
        message.write(bytes, 0, bytes.length);
        Allowance allowance = Allowance.until(Deadline.after(Ticker.SYSTEM, Duration.ofMinutes(2)));
        return new Examination(message, ENVELOPE, allowance, new Origin(List.of())).within(time);
    }

    /** A message, of which a filter may make one of this size at most. */
    Examination message(long largest) throws IOException {
        Examination any = message();
        return new Examination(any.message(), any.envelope(), any.allowance(), any.origin(), largest);
    }

    Answer ask(JavaFilter filter) throws IOException {
        return filter.examine(message());
    }

    /** What a filter answers if it has less time than it needs. */
    Answer askBriefly(JavaFilter filter) throws IOException {
        return filter.examine(message(TEXT, Duration.ofMillis(50)));
    }

    static String read(SpooledText text) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[8192];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.append(WireText.of(block, 0, count));
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        filters.forEach(JavaFilter::close);
        for (SpooledMessage message : messages) {
            message.close();
        }
        spool.close();
    }
}
