package postprox.filter.java;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import postprox.event.Events;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;
import postprox.text.WireText;
import postprox.time.Rate;
import postprox.time.Watchdog;

/**
 * What plug-ins print by System.out and System.err goes to the log. Standard output may be the client, on which only SMTP may be sent.
 * Ten lines a second are logged, and of more their number, so that a flood of them does not push lines about mail out. Thread-safe.
 */
public final class Prints {
    private static final int LINES = 100;
    private static final int LINE_BYTES = 500;
    private static final int LINES_A_SECOND = 10;

    private final BlockingQueue<JavaFilterNotice> lines = new ArrayBlockingQueue<>(LINES);
    private final AtomicLong left = new AtomicLong();
    private final Events events;
    private final Rate rate = new Rate(LINES_A_SECOND, System.nanoTime());

    private Prints(Events events) {
        this.events = events;
    }

    /** Diverts what plug-ins print from now on. To be called once, on the main thread. */
    public static Prints divert(Events events, Watchdog watchdog) {
        Prints prints = new Prints(events);
        Thread main = Thread.currentThread();
        PrintStream out = System.out;
        PrintStream err = System.err;
        // The main thread alone prints for us, when it has started in the background.
        System.setOut(prints.stream(out, thread -> thread != main, out.charset()));
        // The log may be standard error, to which threads of ours write.
        System.setErr(prints.stream(err, thread -> PluginThreads.of(thread).isPresent(), err.charset()));
        watchdog.watch(prints::check);
        return prints;
    }

    /** Hands to the log what waits for its second, at the end of the process. */
    public void flush() {
        for (Optional<JavaFilterNotice> line = next(); line.isPresent(); line = next()) {
            events.publish(line.get());
        }
    }

    private Optional<JavaFilterNotice> next() {
        return Optional.ofNullable(lines.poll());
    }

    /** Which threads' output is a plug-in's. */
    @FunctionalInterface
    private interface Choice {
        boolean isOfPlugin(Thread thread);
    }

    private PrintStream stream(PrintStream original, Choice choice, Charset charset) {
        return new PrintStream(new Divided(original, choice), true, charset);
    }

    private void take(String filter, String line) {
        if (!lines.offer(new JavaFilterNotice(filter, Notice.PRINTED, line))) {
            left.incrementAndGet();
        }
    }

    private void check(long now) {
        while (!lines.isEmpty() && rate.allows(now)) {
            next().ifPresent(events::publish);
        }
        if (lines.isEmpty()) {
            long more = left.getAndSet(0);
            if (more > 0) {
                events.publish(new JavaFilterNotice("", Notice.PRINTED, more + " more lines, which are left out"));
            }
        }
    }

    /** A stream whose bytes go to the log if a plug-in writes them, and else to the original stream. */
    private final class Divided extends OutputStream {
        private final PrintStream original;
        private final Choice choice;

        // Guarded by this object. Lines of two threads that print at the same time may get mixed.
        private final StringBuilder line = new StringBuilder();

        Divided(PrintStream original, Choice choice) {
            this.original = original;
            this.choice = choice;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Thread thread = Thread.currentThread();
            if (choice.isOfPlugin(thread)) {
                print(
                        PluginThreads.of(thread).map(ThreadGroup::getName).orElse(""),
                        WireText.of(bytes, offset, length));
            } else {
                original.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            if (!choice.isOfPlugin(Thread.currentThread())) {
                original.flush();
            }
        }

        private synchronized void print(String filter, String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c != '\n' && line.length() < LINE_BYTES) {
                    line.append(c);
                } else if (c == '\n') {
                    take(filter, line.toString().stripTrailing());
                    line.setLength(0);
                }
            }
        }
    }
}
