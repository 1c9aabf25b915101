package postprox.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that a program says, as they come, for whoever waits for one of them. Thread-safe. */
public final class Lines {
    private final List<String> lines = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private boolean ended;

    private Lines() {}

    /** Lines read to the stream's end on a thread of their own. */
    public static Lines of(InputStream stream) {
        Lines lines = new Lines();
        Thread.ofPlatform().daemon().name("lines").start(() -> lines.readAll(stream));
        return lines;
    }

    /** Waits for a line in which the expression is found, also among those that came before. */
    public Matcher await(String expression) {
        return await(expression, 1);
    }

    /** Waits for that many such lines; returns the last of them. */
    Matcher await(String expression, int count) {
        Pattern pattern = Pattern.compile(expression);
        long left = Patience.LIMIT.toNanos();
        lock.lock();
        try {
            while (true) {
                List<Matcher> found = lines.stream()
                        .map(pattern::matcher)
                        .filter(Matcher::find)
                        .toList();
                if (found.size() >= count) {
                    return found.get(count - 1);
                }
                if (ended || left <= 0) {
                    throw new AssertionError("no " + count + " lines with '" + expression + "' in:\n" + all());
                }
                left = more.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    /** All lines so far. */
    public String all() {
        lock.lock();
        try {
            return String.join("\n", lines);
        } finally {
            lock.unlock();
        }
    }

    /** All lines once there are no more to come. */
    public String toEnd() {
        long left = Patience.LIMIT.toNanos();
        lock.lock();
        try {
            while (!ended && left > 0) {
                left = more.awaitNanos(left);
            }
            if (!ended) {
                throw new AssertionError("there is no end to:\n" + all());
            }
            return all();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    private void readAll(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.ISO_8859_1))) {
            String line;
            while ((line = reader.readLine()) != null) {
                add(line, false);
            }
        } catch (IOException e) {
            // Its program was stopped: there are no more lines to come.
        } finally {
            add("", true);
        }
    }

    private void add(String line, boolean last) {
        lock.lock();
        try {
            if (!last) {
                lines.add(line);
            }
            ended = last;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
