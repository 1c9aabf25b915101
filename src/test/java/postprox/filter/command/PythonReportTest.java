package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CrashReport.Place;

/** The forms of Python's reports, and texts that lack one line of them. */
class PythonReportTest {
    private static final String HEADING = "Traceback (most recent call last):";
    private static final String CALL = "  File \"/x.py\", line 3, in f";
    private static final Place PLACE = new Place("/x.py", 3);

    @Test
    void aReportNamesTheErrorAndTheInnermostCallFirst() {
        assertThat(report(HEADING, "  File \"/x.py\", line 9, in <module>", "    f()", CALL, "    1/0", "Odd: no"))
                .contains(new CrashReport(0, false, "Odd: no", List.of(PLACE, new Place("/x.py", 9))));
    }

    @Test
    void theTextOfAnErrorMayHaveMoreLinesIfTheyAreIndented() {
        assertThat(report(HEADING, CALL, "Odd: no", "  more", "", "\tmore"))
                .contains(new CrashReport(0, false, "Odd: no", List.of(PLACE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SyntaxError: x", "IndentationError: x", "TabError: x"})
    void aSyntaxErrorOfTheScriptHasNoHeading(String error) {
        assertThat(report("  File \"/x.py\", line 3", "    def f(:", "          ^", error))
                .contains(new CrashReport(0, false, error, List.of(PLACE)));
    }

    @Test
    void anErrorOfTheWholeScriptNamesItsPlace() {
        String error = "SyntaxError: Non-UTF-8 code starting with '\\xfc' in file /x.py on line 3, but no encoding";

        assertThat(report(error)).contains(new CrashReport(0, false, error, List.of(PLACE)));
        assertThat(report("before", error)).contains(new CrashReport(1, false, error, List.of(PLACE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  indented",
                HEADING,
                HEADING + "\n" + CALL,
                HEADING + "\n" + CALL + "\n    f()",
                HEADING + "\nValueError: no call",
                HEADING + "\n    f()\nValueError: the call's first line is missing",
                HEADING + "\n" + CALL + "\nno name of an error",
                CALL + "\nValueError: no heading",
                CALL + "\nSyntaxError: odd\nspam",
                "Exception ignored in: <x>\n" + HEADING + "\n" + CALL + "\nValueError: x",
                "SyntaxError: Non-UTF-8 code starting with '\\xfc'",
            })
    void aTextThatLacksALineOfAReportIsNone(String text) {
        assertThat(PythonReport.in(text.lines().toList())).isEmpty();
    }

    @Test
    void linesAfterAReportMayBelongToTheErrorsText() {
        assertThat(report("before", HEADING, CALL, "Odd: one", "two"))
                .contains(new CrashReport(1, true, "Odd: one", List.of(PLACE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "During handling of the above exception, another exception occurred:",
                "The above exception was the direct cause of the following exception:",
            })
    void aChainOfErrorsIsOneReport(String sentence) {
        assertThat(report(
                        HEADING, CALL, "A: 1", "", sentence, "", HEADING, CALL, "B: 2", "", sentence, "", HEADING, CALL,
                        "C: 3"))
                .contains(new CrashReport(0, false, "C: 3", List.of(PLACE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no heading\n" + CALL + "\nA: 1", CALL + "\nA: 1", "A: 1"})
    void aChainBeginsNoEarlierThanItsFirstWholeReport(String before) {
        String chain = before + "\n\nDuring handling of the above exception, another exception occurred:\n\n";
        int begin = (int) chain.lines().count();

        assertThat(PythonReport.in(
                        (chain + HEADING + "\n" + CALL + "\nB: 2").lines().toList()))
                .contains(new CrashReport(begin, false, "B: 2", List.of(PLACE)));
    }

    @Test
    void aGroupOfErrorsIsAReportIfAllOfItIsInItsFrame() {
        String heading = "  + Exception Group Traceback (most recent call last):";
        String call = "  |   File \"/x.py\", line 3, in f";
        String error = "  | ExceptionGroup: some (1 sub-exception)";
        String first = "  +-+---------------- 1 ----------------";
        String end = "    +------------------------------------";

        assertThat(report(heading, call, "", error, first, "    | ValueError: a", end))
                .contains(new CrashReport(0, false, "ExceptionGroup: some (1 sub-exception)", List.of(PLACE)));
        assertThat(report(heading, call, error, "out of the frame", end)).isEmpty();
        assertThat(report(call, error, first, end)).isEmpty();
        assertThat(report(heading, call, "  | no name of an error", end)).isEmpty();
    }

    @Test
    void aReportWhoseBeginningWasNotKeptGoesOnWithItsFirstWholeCall() {
        assertThat(PythonReport.resumed(List.of("    f()", "    ~^^", CALL, "    f()", "Odd: no")))
                .containsExactly(HEADING, CALL, "    f()", "Odd: no");
        assertThat(PythonReport.resumed(List.of(CALL, "Odd: no"))).containsExactly(HEADING, CALL, "Odd: no");
        assertThat(PythonReport.resumed(List.of("no call", CALL))).containsExactly(HEADING, "no call", CALL);
        assertThat(PythonReport.resumed(List.of("  indented"))).containsExactly(HEADING);
    }

    private static Optional<CrashReport> report(String... lines) {
        return PythonReport.in(List.of(lines));
    }
}
