package postprox.filter.command;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import postprox.filter.RefusalText;
import postprox.smtp.Reply;
import postprox.testkit.FuzzInput;

/** Whatever a filter writes to standard error: its last line, in bounds, becomes a refusal of one line. */
public final class RefusalFuzz {
    private static final Pattern REFUSAL = Pattern.compile("[45]\\d\\d [\\x21-\\x7e][\\x20-\\x7e]*");

    /** The original's limit, with the code in front. */
    private static final int MOST = 750 + 4;

    /** What is kept of a line. */
    private static final int LINE = 2048;

    private RefusalFuzz() {}

    public static void attack(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = parts.lengths(100);
        String prefix = parts.oneOf("", "x".repeat(LINE - 4));
        String said = prefix + parts.text();

        LastLine last = new LastLine();
        int at = 0;
        for (int length : lengths) {
            int end = Math.min(at + length, said.length());
            last.take(said.substring(at, end).getBytes(StandardCharsets.ISO_8859_1));
            at = end;
        }
        last.take(said.substring(at).getBytes(StandardCharsets.ISO_8859_1));
        String line = last.text();
        same("the last line", line, lastLine(said));
        check(RefusalText.of(line));
        checkCrash(said);
        check(RefusalText.of(said));
    }

    /** No script is named in the command, so that no words are certain to be an interpreter's. */
    private static void checkCrash(String said) {
        ErrorTail errors = new ErrorTail();
        errors.take(said.getBytes(StandardCharsets.ISO_8859_1));
        Optional<Crash> crash = Crash.in(errors, "exit 1");
        boolean coded = errors.lines().stream().anyMatch(line -> RefusalText.hasCode(line.stripLeading()));
        holds("a code refuses", !coded || crash.isEmpty());
        holds(
                "a certain crash is about a script",
                crash.map(one -> !one.certain()).orElse(true));
    }

    private static String lastLine(String said) {
        String last = "";
        for (String line : said.split("\n")) {
            String kept = line.substring(0, Math.min(line.length(), LINE)).strip();
            last = kept.isEmpty() ? last : kept;
        }
        return last;
    }

    private static void check(Reply refusal) {
        holds("it refuses", refusal.isNegative());
        same("in one line", refusal.lines().size(), 1);
        String line = refusal.lines().getFirst();
        holds("that is printable", REFUSAL.matcher(line).matches());
        holds("and short", line.length() <= MOST);
        holds("under its own code", line.startsWith(Integer.toString(refusal.code())));
    }
}
