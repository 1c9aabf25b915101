package postprox.command;

import java.util.List;
import postprox.doctor.Finding;
import postprox.doctor.Level;
import postprox.postfix.Postfix;
import postprox.run.Exit;
import postprox.trial.TerminalText;

/** The report of {@code postprox doctor} for people. */
final class DoctorText {
    private static final int LEVEL_WIDTH = 6;
    private static final String BELOW = " ".repeat(LEVEL_WIDTH);
    private static final String REMEDY = " ".repeat(LEVEL_WIDTH + 2);

    private DoctorText() {}

    /** The report, one byte a character. */
    static String of(Postfix postfix, List<Finding> findings, Exit exit) {
        StringBuilder text = new StringBuilder();
        line(text, "", "Postfix " + postfix.version() + ", " + postfix.directory());
        text.append(of(findings));
        long bad = count(findings, Level.BAD);
        long warnings = count(findings, Level.WARN);
        if (bad + warnings == 0) {
            line(text, "", "Nothing is wrong.");
        } else {
            line(
                    text,
                    "",
                    numbered(bad, "problem") + ", " + numbered(warnings, "warning") + " (exit status " + exit.status()
                            + "). docs/doctor.md explains each.");
            if (findings.stream()
                    .flatMap(finding -> finding.remedy().stream())
                    .anyMatch(line -> line.startsWith("postconf"))) {
                line(text, "", "After a change by postconf: postfix -c " + postfix.directory() + " reload");
            }
        }
        return text.toString();
    }

    /** The findings alone, each with what mends it. */
    static String of(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            String word = finding.diagnosis().level().word();
            line(text, word + " ".repeat(LEVEL_WIDTH - word.length()), finding.what());
            if (finding.isTrouble()) {
                line(text, BELOW, finding.where() + ": " + finding.diagnosis().why());
                finding.remedy().forEach(remedy -> line(text, REMEDY, remedy));
            }
        }
        return text.toString();
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream()
                .filter(finding -> finding.diagnosis().level() == level)
                .count();
    }

    private static String numbered(long number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }

    private static void line(StringBuilder text, String begin, String words) {
        text.append(begin).append(TerminalText.shown(words)).append('\n');
    }
}
