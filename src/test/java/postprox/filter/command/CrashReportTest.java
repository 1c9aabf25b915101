package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CrashReport.Place;

/** The parts that reports of several languages have: places in a script, and the names of errors. */
class CrashReportTest {
    @ParameterizedTest
    @CsvSource({
        "/x.rb:1, /x.rb, 1",
        "/x.rb:1: odd, /x.rb, 1",
        "/x.js:10:59, /x.js, 10",
        "C:/x:90, C:/x, 90",
        "a: b:2: odd, a: b, 2",
        "/x:1234567, /x, 1234567",
    })
    void aPlaceIsAFileAndTheNumberOfALine(String text, String file, int line) {
        assertThat(Place.in(text)).contains(new Place(file, line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/x.rb", "/x.rb:", ":12", ":12:", "/x.rb::", "/x.rb:1st", "/x.rb:1/", "/x:12345678"})
    void aTextWithoutFileOrNumberIsNoPlace(String text) {
        assertThat(Place.in(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'  File \"/x.py\", line 3, in f', /x.py, 3",
                "'File \"/x.py\", line 10', /x.py, 10",
                "'\", line 7, File \"/x.py\", line 9', /x.py, 9",
            })
    void aPlaceIsFoundBetweenItsWords(String line, String file, int number) {
        assertThat(Place.in(line, "File \"", "\", line ")).contains(new Place(file, number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "File \"x9\"",
                "of nothing\", line 3",
                "File \"x\", line ",
                "File \"x\", line y",
                "File \", line 3"
            })
    void aLineWithoutTheWordsOrTheNumberHasNoPlace(String line) {
        assertThat(Place.in(line, "File \"", "\", line ")).isEmpty();
    }

    @Test
    void aPlaceOfAnUnknownLineIsTheFileAlone() {
        assertThat(new Place("/x.mjs", 0)).hasToString("/x.mjs");
        assertThat(new Place("/x.mjs", 1)).hasToString("/x.mjs line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ValueError",
                "ValueError: odd",
                "ValueError: ",
                "_Odd: x",
                "json.decoder.JSONDecodeError: x",
                "Outer$Inner9: x",
                "Azaz09AZ_.$"
            })
    void theNameOfAnErrorStandsAloneOrBeforeAColon(String line) {
        assertThat(CrashReport.namesError(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ": odd", "9Error: x", ".Error: x", "$Error: x", "Two words: x", "Error:x", "550 no"})
    void otherLinesNameNoError(String line) {
        assertThat(CrashReport.namesError(line)).isFalse();
    }

    /** The neighbours in US-ASCII of the letters and digits. */
    @ParameterizedTest
    @ValueSource(strings = {"@", "[", "`", "{", "/", ":", "-", " ", "\u00e9"})
    void otherCharactersEndTheName(String other) {
        assertThat(CrashReport.endOfName("Error" + other)).isEqualTo("Error".length());
    }

    @ParameterizedTest
    @CsvSource({"'', true", "' x', true", "'\tx', true", "x, false", "'x ', false"})
    void aLineThatBeginsWithABlankOrIsEmptyIsIndented(String line, boolean indented) {
        assertThat(CrashReport.isIndented(line)).isEqualTo(indented);
    }
}
