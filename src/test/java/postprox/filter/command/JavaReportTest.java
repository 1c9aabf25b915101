package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CrashReport.Place;

/** The forms of Java's reports, and texts that lack one line of them. */
class JavaReportTest {
    private static final String MAIN = "Exception in thread \"main\" ";
    private static final String CALL = "\tat Filter.main(Filter.java:3)";
    private static final Place PLACE = new Place("Filter.java", 3);
    private static final String NO_CLASS = "Error: Could not find or load main class Filter";
    private static final String CAUSE = "Caused by: java.lang.ClassNotFoundException: Filter";

    @Test
    void anUncaughtErrorIsNamedWithItsCalls() {
        assertThat(report("before", MAIN + "Odd: no", "\tat java.base/X.f(Native Method)", CALL))
                .contains(new CrashReport(1, false, "Odd: no", List.of(PLACE)));
    }

    @Test
    void aCauseMayEndTheReportWithTheNumberOfItsOtherCalls() {
        assertThat(report(
                        MAIN + "Odd: no", CALL, "Caused by: Worse: not (Java:7)", "\tat X.f(X.java:5)", "\t... 1 more"))
                .contains(new CrashReport(0, false, "Odd: no", List.of(PLACE, new Place("X.java", 5))));
    }

    @Test
    void aSourceFileThatDoesNotCompileIsNamed() {
        assertThat(report(
                        "Note: x",
                        "Filter.java:3: error: odd",
                        "source",
                        "^",
                        "Filter.java:9: error: odder",
                        "2 errors",
                        "error: compilation failed"))
                .contains(new CrashReport(1, false, "error: odd", List.of(PLACE)));
    }

    @Test
    void aClassThatDoesNotExistIsNamed() {
        assertThat(report(NO_CLASS, CAUSE)).contains(new CrashReport(0, false, NO_CLASS, List.of()));
        assertThat(report("before", NO_CLASS, CAUSE)).contains(new CrashReport(1, false, NO_CLASS, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MAIN + "Odd: no call",
                MAIN + "Odd: no\nno call",
                CALL,
                "Exception in thread \"worker\" Odd: no\n" + CALL,
                "Odd: no\n\t... 1 more",
                "error: compilation failed",
                "Filter.java:3: odd\nerror: compilation failed",
                "Filter: error: odd\nerror: compilation failed",
                "Filter.java:3: error: odd\n1 error",
                CAUSE,
                "Odd: no\n" + CAUSE,
                NO_CLASS,
                NO_CLASS + "\nno cause",
            })
    void aTextThatLacksALineOfAReportIsNone(String text) {
        assertThat(JavaReport.in(text.lines().toList())).isEmpty();
    }

    private static Optional<CrashReport> report(String... lines) {
        return JavaReport.in(List.of(lines));
    }
}
