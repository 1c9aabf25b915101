package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CrashReport.Place;

/** The forms of Node's reports, and texts that lack one line of them. */
class NodeReportTest {
    private static final String VERSION = "Node.js v20.1.0";
    private static final String CALL = "    at f (/x.js:3:7)";
    private static final Place PLACE = new Place("/x.js", 3);

    @Test
    void aReportNamesTheErrorAndTheCallsInTheProgram() {
        assertThat(report(
                        "",
                        "/x.js:3",
                        "null.x",
                        "     ^",
                        "",
                        "TypeError: odd",
                        "    at node:vm:1:2",
                        CALL,
                        "    at /y.js:1:2",
                        "    at file:///z.mjs:5:6",
                        "    at async g (file:///z.mjs:8:9)",
                        "",
                        VERSION))
                .contains(new CrashReport(
                        0,
                        false,
                        "TypeError: odd",
                        List.of(PLACE, new Place("/y.js", 1), new Place("/z.mjs", 5), new Place("/z.mjs", 8))));
    }

    @Test
    void otherLinesBeforeAReportAreNotOfIt() {
        assertThat(report("see /x.js:1: odd", "/x.js:3", "null.x", "^", "", "Error: odd", CALL, VERSION))
                .contains(new CrashReport(1, false, "Error: odd", List.of(PLACE)));
    }

    @Test
    void aReportWithoutCallsIsAboutItsFirstLine() {
        assertThat(report("file:///x.mjs:3", "let a = 2;", "    ^", "", "SyntaxError: odd", "", VERSION))
                .contains(new CrashReport(0, false, "SyntaxError: odd", List.of(new Place("/x.mjs", 3))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n(Use `node --trace-uncaught ...`)\n\n", "\n\n", "\n"})
    void aThrownValueThatIsNoErrorIsNamedToo(String between) {
        assertThat(NodeReport.in(("/x.js:3\nthrow 'no';\n^\nno" + between + VERSION)
                        .lines()
                        .toList()))
                .contains(new CrashReport(0, false, "no", List.of(PLACE)));
    }

    @Test
    void aModuleThatDoesNotExistIsNamedWithItsImport() {
        String error = "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'y' imported from /x.mjs";

        assertThat(report("node:internal/x:9", "    throw error;", "    ^", "", error, "    at node:vm:1:2", VERSION))
                .hasValueSatisfying(found -> assertThat(found.places()).startsWith(new Place("/x.mjs", 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                VERSION,
                "/x.js:3\nnull.x\n" + VERSION,
                "/x.js:3\nnull.x\n^\n" + VERSION,
                "/x.js:3\nnull.x\n\n" + VERSION,
                "x.js\nnull.x\n^\n\nError: odd\n" + VERSION,
                "/x.js:3 \nnull.x\n^\n\nError: odd\n" + VERSION,
                "/x.js:3:1 odd\nnull.x\n^\n\nError: odd\n" + VERSION,
                "a:3\nnull.x\n^\n\nError: odd\n" + VERSION,
                "/x.js:3\nnull.x\n^\n\nError: odd\nNode.js v20",
                "/x.js:3\nnull.x\n^\n\nError: odd\nNode.js v20.1.0 is old",
                "/x.js:3\nnull.x\n^\n\nError: odd\nnode 20.1.0",
            })
    void aTextThatLacksThePlaceOrTheErrorOrTheVersionIsNoReport(String text) {
        assertThat(NodeReport.in(text.lines().toList())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Error", "Error: odd", "TypeError: odd", "Error [ERR_X]: odd"})
    void anErrorThatTheProgramWroteItselfIsAReport(String error) {
        assertThat(report("before", error, CALL, "    at node:vm:1:2"))
                .contains(new CrashReport(1, false, error, List.of(PLACE)));
    }

    @Test
    void theErrorsPropertiesMayFollowInBraces() {
        assertThat(report("Error: odd", CALL, "    at g (/x.js:8:9) {", "  errno: -2,", "  code: 'ENOENT'", "}"))
                .contains(new CrashReport(0, false, "Error: odd", List.of(PLACE, new Place("/x.js", 8))));
    }

    /** Its only call may be cut off by a text of the error. */
    @Test
    void aWrittenReportWhoseCallsHaveNoPlaceIsOneOfNoPlace() {
        assertThat(report("Error: odd", "    at ")).contains(new CrashReport(0, false, "Error: odd", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error: no call",
                "no error\n" + CALL,
                "Errors: two\n" + CALL,
                "Error (no)\n" + CALL,
                "Error [ERR_X] no\n" + CALL,
                "My Error: no\n" + CALL,
                CALL,
                "}",
                "Error: odd\n" + CALL + "\n}",
                "no error {\n}",
            })
    void anyOtherTextThatTheProgramWroteIsNone(String text) {
        assertThat(NodeReport.in(text.lines().toList())).isEmpty();
    }

    private static Optional<CrashReport> report(String... lines) {
        return NodeReport.in(List.of(lines));
    }
}
