package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CrashReport.Place;

/** The form of Tcl's reports, and texts that lack one line of it. */
class TclReportTest {
    private static final String EXECUTING = "    while executing\n\"nosuch 1\"\n";

    @Test
    void aReportNamesTheErrorAndTheScript() {
        String text = "odd\n" + EXECUTING + "    invoked from within\n\"f\"\n    (file \"/x.tcl\" line 3)";

        assertThat(TclReport.in(text.lines().toList()))
                .contains(new CrashReport(0, false, "odd", List.of(new Place("/x.tcl", 3))));
        assertThat(TclReport.in(("before\n" + text).lines().toList()))
                .contains(new CrashReport(1, false, "odd", List.of(new Place("/x.tcl", 3))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "odd\n    (file \"/x.tcl\" line 3)",
                EXECUTING + "    (file \"/x.tcl\" line 3)",
                "odd\n" + EXECUTING,
                "odd\n" + EXECUTING + "see (file \"/x.tcl\" line 3)",
                "odd\n" + EXECUTING + "    (file \"/x.tcl\" line ?)",
            })
    void aTextThatLacksALineOfAReportIsNone(String text) {
        assertThat(TclReport.in(text.lines().toList())).isEmpty();
    }
}
