package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.text.WireText;

class CommandTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "HELO mail.example.org,HELO,mail.example.org",
                "ehlo [192.0.2.1],EHLO,[192.0.2.1]",
                "MaIl FROM:<a@b> SIZE=1,MAIL,FROM:<a@b> SIZE=1",
                "rcpt to:<a@b>,RCPT,to:<a@b>",
                "DATA,DATA,''",
                "DATA ,DATA,''", // the original let this pass unfiltered
                " DATA,DATA,''",
                "\tdata\t ,DATA,''",
                "\u000bDATA\u000c,DATA,''", // isspace(3) in C
                "\rDATA\r,DATA,''",
                "DATA now,DATA,now",
                "RSET,RSET,''",
                "QUIT,QUIT,''",
                "AUTH  PLAIN  AGE= ,AUTH,PLAIN  AGE=",
                "XFORWARD NAME=a ADDR=b,XFORWARD,NAME=a ADDR=b",
                "xclient ADDR=b,XCLIENT,ADDR=b",
                "BDAT 10 LAST,BDAT,10 LAST",
                "DATAX,OTHER,''",
                "DAT,OTHER,''",
                "DATA\u0000,OTHER,''",
                "D\u0100TA,OTHER,''",
                "NOOP x,NOOP,x",
                "VRFY x,OTHER,x",
                "withheld,OTHER,''",
                "other,OTHER,''",
                "'',OTHER,''",
                " ,OTHER,''",
            })
    void isRecognisedAsPostfixDoes(String line, Verb verb, String argument) {
        Command command = Command.parse(line);
        assertThat(command.verb()).isEqualTo(verb);
        assertThat(command.argument()).isEqualTo(argument);
        assertThat(command.line()).isEqualTo(line);
    }

    @Test
    void lineThatWasReadWholeIsParsed() {
        String line = "MAIL FROM:<a@b> SIZE=1";
        assertThat(Command.of(Line.whole(line))).isEqualTo(Command.parse(line));
    }

    /** What belongs to a withheld extension, and what turns the dialogue round or changes its answers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "STARTTLS",
                "starttls ",
                "BURL imap://x LAST",
                "XEXCH50 10 2",
                "LHLO a",
                "TURN",
                "ATRN a",
                "SEND FROM:<a>",
                "SOML FROM:<a>",
                "SAML FROM:<a>",
                "VERB",
                "ONEX"
            })
    void withheldCommandsAreKnownAsSuch(String line) {
        assertThat(Command.parse(line).verb()).isEqualTo(Verb.WITHHELD);
    }

    @Test
    void noCommandOfAWithheldExtensionIsForgotten() {
        assertThat(Extension.withheldCommands())
                .isNotEmpty()
                .allSatisfy(command -> assertThat(Command.parse(command).verb()).isEqualTo(Verb.WITHHELD));
    }

    /** The verb alone decides what a server that clears the eighth bit would make of the command. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "MAIL FROM:<a@b>|true|true",
                "\u0000\u007f|true|true",
                "''|true|true",
                "MAIL FROM:<\u0080@b>|true|false",
                " \tNOOP \u00ff|true|false",
                "NOOP\u000b\u00ff|true|false",
                "NOO\u0080|false|false",
                " \u00c4ATA|false|false",
                "NOO\u00d0 x|false|false",
            })
    void octetBeyondUsAsciiIsFoundInTheVerbAndInTheLine(String line, boolean verb, boolean whole) {
        Command command = Command.parse(line);
        assertThat(command.hasAsciiVerb()).isEqualTo(verb);
        assertThat(command.isAscii()).isEqualTo(whole);
    }

    @Test
    void crOrNulWithinALineBreaksIt() {
        assertThat(Command.parse("MAIL FROM:<a@b>").isBroken()).isFalse();
        assertThat(Command.parse("MAIL FROM:<a\r@b>").isBroken()).isTrue();
        assertThat(Command.parse("DATA\r").isBroken()).isTrue();
        assertThat(Command.parse("\rDATA").isBroken()).isTrue();
        assertThat(Command.parse("\0").isBroken()).isTrue();
        assertThat(Command.parse("MAIL FROM:<a\0@b>").isBroken()).isTrue();
        assertThat(Command.parse("MAIL FROM:<\u00e9\u00ff@b>").isBroken()).isFalse();
    }

    /** Of a line that was too long to be read, its beginning is all that is known: what it said of content is not. */
    @ParameterizedTest
    @ValueSource(strings = {"BDAT 10 LAST  ", " \tbdat", "BDAT", "      ", "\t"})
    void aLineThatWasNotReadWholeMayHaveAnnouncedContentOfUnknownLength(String start) {
        Command command = Command.of(new Line(start, Line.Form.TOO_LONG));
        assertThat(command.verb()).isEqualTo(Verb.BDAT);
        assertThat(Chunk.of(command.argument())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NOOP BDAT 10,NOOP", "BDATA 10,OTHER", "MAIL FROM:<a@b>,MAIL", "x,OTHER"})
    void ofAnyOtherLineThatWasNotReadWholeOnlyTheVerbIsTaken(String start, Verb verb) {
        Command command = Command.of(new Line(start, Line.Form.NO_ROOM));
        assertThat(command.verb()).isEqualTo(verb);
        assertThat(command.argument()).isEmpty();
        assertThat(command.parameters()).isSameAs(MailParameters.NONE);
        assertThat(command.form()).isEqualTo(Line.Form.NO_ROOM);
    }

    @Property
    void goesOnByteForByte(@ForAll @CharRange(from = 0, to = 255) String line) {
        assertThat(Command.parse(line).toBytes()).isEqualTo(WireText.bytes(line + "\r\n"));
    }
}
