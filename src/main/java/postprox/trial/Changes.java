package postprox.trial;

import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.DeltaType;
import com.github.difflib.patch.Patch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import postprox.smtp.ByteSink;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.SmtpRoundTrip;
import postprox.smtp.StrayCr;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * The changes of a filter, as a unified diff of the bytes that the next hop would get without the filter and with it. The diff is
 * for a reader and not for patch(1): long lines and long diffs are cut, and {@link Report} replaces control characters.
 */
final class Changes {
    /** The maximum size of each text. Both fit into a small heap. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    static final int MAX_LINES = 100_000;

    /** The maximum number of lines from the first change to the last. The time to compare them grows by the square of this number. */
    static final int COMPARED_LINES = 4000;

    /** The maximum number of lines of the diff. */
    static final int SHOWN_LINES = 400;

    private static final int SHOWN_CHARACTERS = 500;
    private static final int CONTEXT_LINES = 3;

    private Changes() {}

    /** A text has more than {@link #MAX_BYTES} or {@link #MAX_LINES}. */
    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The text that passes.
     *
     * @param name where it comes from, for the diff
     */
    record Passing(String name, SpooledText text, LineEnds lineEnds) {}

    /** The diff's lines, or one line that says why there is none. */
    static List<String> of(SpooledText original, Passing passing, StrayCr strayCr) throws IOException {
        try {
            List<String> before = lines(original::read, LineEnds.LF, strayCr);
            List<String> after = lines(passing.text()::read, passing.lineEnds(), strayCr);
            return before.equals(after)
                    ? List.of(passing.name() + " holds the message as it came")
                    : compare(before, after, passing.name());
        } catch (MessageModifiedException e) {
            return List.of("no diff: the filter wrote to EMAIL, which it must not");
        } catch (TooLong e) {
            return List.of("no diff: a text has more than " + MAX_BYTES + " bytes or " + MAX_LINES + " lines");
        }
    }

    private static List<String> lines(SmtpRoundTrip.Blocks text, LineEnds lineEnds, StrayCr strayCr)
            throws IOException {
        Gathered gathered = new Gathered();
        SmtpRoundTrip.pass(text, lineEnds, strayCr, gathered);
        return gathered.lines();
    }

    /** A text in memory. */
    private static final class Gathered implements ByteSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int lines;

        @Override
        public void write(byte[] block, int offset, int length) throws TooLong {
            bytes.write(block, offset, length);
            for (int i = offset; i < offset + length; i++) {
                lines += block[i] == '\n' ? 1 : 0;
            }
            if (bytes.size() > MAX_BYTES || lines > MAX_LINES) {
                throw new TooLong();
            }
        }

        List<String> lines() {
            // String.lines() would take a stray CR, which may have been kept, for a line end.
            List<String> all = new ArrayList<>(lines);
            byte[] text = bytes.toByteArray();
            int start = 0;
            for (int at = 0; at < text.length; at++) {
                if (text[at] == '\n') {
                    all.add(WireText.of(text, start, at - start));
                    start = at + 1;
                }
            }
            return all;
        }
    }

    private static List<String> compare(List<String> before, List<String> after, String name) {
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        if (Math.max(before.size(), after.size()) - head - tail > COMPARED_LINES) {
            return List.of("no diff: more than " + COMPARED_LINES + " lines from the first change, in line "
                    + (head + 1) + ", to the last");
        }
        List<Change> changes = new MyersDiffWithLinearSpace<String>()
                .computeDiff(
                        before.subList(head, before.size() - tail), after.subList(head, after.size() - tail), null);
        return shown(UnifiedDiffUtils.generateUnifiedDiff(
                "EMAIL", name, before, Patch.generate(before, after, joined(changes, head)), CONTEXT_LINES));
    }

    /** The changes, numbered from the first line of the text. A deletion and an insertion at the same place become one change. */
    private static List<Change> joined(List<Change> changes, int head) {
        Deque<Change> joined = new ArrayDeque<>();
        for (Change change : changes) {
            int before = change.startOriginal + head;
            int after = change.startRevised + head;
            Change last = joined.peekLast();
            boolean joins = last != null && last.endOriginal == before && last.endRevised == after;
            if (joins) {
                joined.removeLast();
            }
            joined.addLast(new Change(
                    joins ? DeltaType.CHANGE : change.deltaType,
                    joins ? last.startOriginal : before,
                    change.endOriginal + head,
                    joins ? last.startRevised : after,
                    change.endRevised + head));
        }
        return List.copyOf(joined);
    }

    private static List<String> shown(List<String> diff) {
        return Stream.concat(
                        diff.stream().limit(SHOWN_LINES).map(Changes::cut),
                        diff.size() > SHOWN_LINES
                                ? Stream.of("[the first " + SHOWN_LINES + " of " + diff.size() + " lines]")
                                : Stream.empty())
                .toList();
    }

    private static String cut(String line) {
        return line.length() <= SHOWN_CHARACTERS ? line : WireText.cut(line, SHOWN_CHARACTERS) + "[...]";
    }
}
