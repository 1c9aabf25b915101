package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.MailParameters.Doubt;

class MailParametersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<a@b>|a@b",
                "mail from: \t a@b SIZE=1|a@b", // Postfix takes blanks behind the colon
                "MAIL FROM:<> RET=HDRS|<>",
                "RCPT TO:<\"a b\"@c> NOTIFY=NEVER ORCPT=rfc822;\"a+20b\"@c|\"a b\"@c",
                "MAIL FROM:<a@b> AUTH=<>|a@b", // RFC 4954 section 5
                "MAIL FROM:<a@b> ENVID=<x\\\"y|a@b",
                "MAIL FROM:<a@b> X= Y|a@b",
                "MAIL FROM:<a@b> X-Y=z 8 a=1 z=1 A=1 Z=1 0=1 9|a@b", // esmtp-keyword, RFC 5321 section 4.1.2
            })
    void addressIsFoundWherePostfixFindsIt(String line, String address) {
        MailParameters parameters = Command.parse(line).parameters();
        assertThat(parameters.doubt()).isEqualTo(Doubt.NONE);
        assertThat(parameters.address()).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL|FORM",
                "MAIL <a@b>|FORM",
                "MAIL FROM <a@b>|FORM",
                "MAIL FROM :<a@b>|FORM",
                "MAIL TO:<a@b>|FORM",
                "MAIL X FROM:<a@b>|FORM",
                "RCPT FROM:<a@b>|FORM",
                "MAIL FROM:|ADDRESS",
                "MAIL FROM:<>s@x.test|ADDRESS",
                "MAIL FROM:<a@b> <c@d>|PARAMETER",
                "MAIL FROM:<a@b>SIZE=1|ADDRESS",
                "MAIL FROM:Boss <a@b>|PARAMETER",
                "MAIL FROM:\"Boss\" <a@b>|ADDRESS",
                "MAIL FROM:<a\u00c2\u0085@b>|ADDRESS", // a control, which no filter could be shown
                "RCPT TO:<>|ADDRESS",
                "MAIL FROM:<a@b> X=\"a SIZE=1\"|PARAMETER", // one word to Postfix, two to others
                "MAIL FROM:<a@b> X=<a SIZE=1|PARAMETER",
                "MAIL FROM:<a@b> X=a\\ SIZE=1|PARAMETER",
                "MAIL FROM:<a@b> X=\u0001y|PARAMETER",
                "MAIL FROM:<a@b> =x|PARAMETER",
                "MAIL FROM:<a@b> A_B|PARAMETER",
                "MAIL FROM:<a@b> A_B=1|PARAMETER",
                "MAIL FROM:<a@b> A/=1|PARAMETER",
                "MAIL FROM:<a@b> A:=1|PARAMETER",
                "MAIL FROM:<a@b> A@=1|PARAMETER",
                "MAIL FROM:<a@b> A[=1|PARAMETER",
                "MAIL FROM:<a@b> A`=1|PARAMETER",
                "MAIL FROM:<a@b> A{=1|PARAMETER",
                "MAIL FROM:<a@b> X=\u007f|PARAMETER",
            })
    void whatCouldBeReadInTwoWaysIsInDoubt(String line, Doubt doubt) {
        assertThat(Command.parse(line).parameters())
                .isEqualTo(new MailParameters("", 0, BodyType.UNSAID, false, false, doubt));
    }

    /** A server that drops the end of a line would find another address in it. */
    @Test
    void addressThatNoBracketEndsIsTakenWhereEveryServerReadsAllOfTheLine() {
        String most = "MAIL FROM:" + "a".repeat(498) + "@b";
        assertThat(Command.parse(most).parameters().doubt()).isEqualTo(Doubt.NONE);
        assertThat(Command.parse(most + "c").parameters().doubt()).isEqualTo(Doubt.ADDRESS);
        assertThat(Command.parse("MAIL" + " ".repeat(500) + "FROM:a@b")
                        .parameters()
                        .doubt())
                .isEqualTo(Doubt.ADDRESS);
        assertThat(Command.parse("MAIL FROM:<" + "a".repeat(9000) + "@b>")
                        .parameters()
                        .doubt())
                .isEqualTo(Doubt.NONE);
    }

    /** RFC 1870 section 5. */
    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b> SIZE=1000, 1000",
        "MAIL FROM:a@b SIZE=1000, 1000",
        "MAIL FROM:a@b, 0",
        "MAIL FROM: SIZE=1000, 0", // an address, to a lenient server
        "MAIL FROM:<> BODY=8BITMIME\tsize=7 RET=HDRS, 7",
        "MAIL FROM:<\"> SIZE=1 \"@b> SIZE=2, 2", // within quotes it is part of the address
        "MAIL FROM:\"a SIZE=1 b\"@c SIZE=2, 2",
        "MAIL FROM:<a@b> SIZE=0, 0",
        "MAIL FROM:<a@b> SIZE=000012, 12",
        "MAIL FROM:<a@b> SIZE=000000000000000000000012, 12",
        "MAIL FROM:<a@b> X=> SIZE=5, 5", // this bracket closes none
        "MAIL FROM:<a@b> SIZE=-1, 0",
        "MAIL FROM:<a@b> SIZE=1k, 0",
        "MAIL FROM:<a@b> SIZE=, 0",
        "MAIL FROM:<a@b> XSIZE=1, 0",
        "MAIL FROM:<a@b> SIZE=1 SIZE=3 SIZE=2, 3", // no server can be promised less than it may read
        "MAIL FROM:<a@b> SIZE=999999999999999999, 999999999999999999",
        "MAIL FROM:<a@b> SIZE=1000000000000000000, 9223372036854775807", // too long for any message
        "MAIL FROM:<a@b> SIZE=99999999999999999999, 9223372036854775807",
        "MAIL SIZE=1000, 0",
        "NOOP SIZE=1000, 0",
    })
    void declaredSize(String line, long size) {
        assertThat(Command.parse(line).parameters().declaredSize()).isEqualTo(size);
    }

    /** RFC 6531 section 3.4. */
    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b>, false",
        "MAIL FROM:<a@b> SMTPUTF8, true",
        "MAIL FROM:<a@b> SIZE=1 smtputf8 BODY=8BITMIME, true",
        "MAIL FROM:<a@b> SMTPUTF8=1, false",
        "MAIL FROM:<a@b> SMTPUTF, false",
        "MAIL FROM:<a@b> XMTPUTF8, false",
        "MAIL FROM:<SMTPUTF8@b>, false",
    })
    void addressesMayBeUtf8WhereTheParameterSaysSo(String line, boolean utf8) {
        assertThat(Command.parse(line).parameters().utf8()).isEqualTo(utf8);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b> BODY=BINARYMIME, true",
        "MAIL FROM:<a@b> SIZE=1 body=binarymime, true",
        "MAIL FROM:<a@b> PRDR, true",
        "MAIL FROM:<a@b>\tTRANSID=<x@y>, true",
        "RCPT TO:<a@b> ALT-ADDRESS=c@d, true",
        "MAIL FROM:<\"a PRDR b\"@c>, false",
        "MAIL FROM:<a@b> BODY=8BITMIME, false",
        "MAIL FROM:<a@b> BODY=BINARYMIMES, false",
        "MAIL FROM:<a@b> XPRDR=1, false",
        "RCPT TO:<prdr@b>, false",
        "VRFY PRDR, false",
    })
    void parametersOfWithheldExtensionsAreKnownAsSuch(String line, boolean withheld) {
        assertThat(Command.parse(line).parameters().asksForWithheld()).isEqualTo(withheld);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO FROM:<a@b>", "DATA", "VRFY <a@b>", "XFORWARD TO:<a@b>"})
    void otherCommandsHaveNone(String line) {
        assertThat(Command.parse(line).parameters()).isSameAs(MailParameters.NONE);
    }
}
