package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CrashReport.Place;

/** The forms of Ruby's reports, and texts that are one word or line away from them. */
class RubyReportTest {
    private static final String ERROR = "/x.rb:3:in `f': odd (E)";
    private static final String CALL = "\tfrom /x.rb:9:in `<main>'";
    private static final Place PLACE = new Place("/x.rb", 3);
    private static final Place CALLER = new Place("/x.rb", 9);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/x.rb:3:in `f': odd (RuntimeError)       | odd (RuntimeError)",
                "/x.rb:3:in 'A#f': odd (Net::Read_Error1) | odd (Net::Read_Error1)",
                "/x.rb:3:in `f': unhandled exception      | unhandled exception",
                "/x.rb:3: syntax error, unexpected end    | syntax error, unexpected end",
                "/x.rb:3: invalid multibyte char (UTF-8)  | invalid multibyte char (UTF-8)",
                "/x.rb:3: it's odd (SyntaxError)          | it's odd (SyntaxError)",
                "/x.rb:3:in `a: b': odd (E)               | odd (E)",
            })
    void theFirstLineNamesThePlaceAndTheError(String line, String error) {
        assertThat(report(line)).contains(new CrashReport(0, false, error, List.of(PLACE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.rb: odd (E)",
                " /x.rb:3:in `f': odd (E)",
                "/x.rb:3:in `f': odd",
                "/x.rb:3:in `f': odd (E",
                "/x.rb:3:in `f': odd (Sender",
                "/x.rb:3:in `f': odd ()",
                "/x.rb:3:in `f': odd (sender)",
                "/x.rb:3:in `f': odd (No class)",
                "/x.rb:3:in `f': odd (E).",
                "/x.rb:3:in f: odd (E)",
                "/x.rb:3: odd (E)",
                "/x.rb:3: no syntax error",
                "/x.rb:3: odd\nsource",
                "/x.rb:3: odd\nsource\nno mark",
                "/x.rb:3: odd\nsource\n ^ no mark",
                "/x.rb:3: odd\nsource\n ",
            })
    void anyOtherFirstLineBeginsNoReport(String text) {
        assertThat(RubyReport.in(text.lines().toList())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^", "    ^~~~", "\t^", "~~~^~~"})
    void aMarkBelowTheSourceMakesAReportOfAnyError(String mark) {
        assertThat(report("/x.rb:3: unterminated string", "puts \"x", mark))
                .contains(new CrashReport(0, false, "unterminated string", List.of(PLACE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n  source\n  ^^^",
                "source\n^^^",
                "> 3 | source\n    | ^",
                "Did you mean?  message",
                "/x.rb:3:in `f': cause (E)",
            })
    void linesOfTheSourceAndOfCausesBelongToAReport(String between) {
        List<String> lines = (ERROR + "\n" + between + "\n" + CALL).lines().toList();

        assertThat(RubyReport.in(lines)).hasValueSatisfying(found -> {
            assertThat(found.goesOn()).isFalse();
            assertThat(found.places()).startsWith(PLACE).endsWith(CALLER);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"spam", "spam\nmore", "spam\n" + ERROR, "Did you?", ">"})
    void otherLinesMayBelongToTheErrorsText(String other) {
        List<String> lines = (ERROR + "\n" + other + "\n" + CALL).lines().toList();

        assertThat(RubyReport.in(lines))
                .hasValueSatisfying(found -> assertThat(found)
                        .extracting(CrashReport::begin, CrashReport::goesOn, CrashReport::error)
                        .containsExactly(0, true, "odd (E)"));
    }

    @Test
    void aReportBelowOtherLinesBeginsWhereTheLastOneDoes() {
        String later = "/y.rb:1:in `g': worse (E)";

        assertThat(report("checking", ERROR, CALL))
                .contains(new CrashReport(1, false, "odd (E)", List.of(PLACE, CALLER)));
        assertThat(report("checking", ERROR, "spam", later))
                .contains(new CrashReport(3, false, "worse (E)", List.of(new Place("/y.rb", 1))));
        assertThat(report("checking", ERROR, CALL, later))
                .contains(new CrashReport(1, false, "odd (E)", List.of(PLACE, CALLER, new Place("/y.rb", 1))));
        assertThat(report("checking", ERROR, "spam")).contains(new CrashReport(1, true, "odd (E)", List.of(PLACE)));
        assertThat(report("checking", ERROR, "spam", "more")).isEmpty();
    }

    @Test
    void theMistakeIsNotInRubysOwnCode() {
        assertThat(report("<internal:kernel>:86:in `require': odd (LoadError)", "\tfrom <internal:gem>:1:in `x'", CALL))
                .contains(new CrashReport(0, false, "odd (LoadError)", List.of(CALLER)));
    }

    @Test
    void aPlaceThatRubyWritesTwiceIsReadOnce() {
        assertThat(report("/x.rb: /x.rb:3: odd (SyntaxError)"))
                .hasValueSatisfying(found -> assertThat(found.places()).containsExactly(PLACE));
    }

    private static Optional<CrashReport> report(String... lines) {
        return RubyReport.in(List.of(lines));
    }
}
