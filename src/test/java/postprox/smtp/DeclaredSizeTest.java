package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 1870 section 5, read as leniently as the address before it. */
class DeclaredSizeTest {
    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b> SIZE=1000, 1000",
        "MAIL FROM:<a@b>SIZE=1000, 0",
        "MAIL FROM:a@b SIZE=1000, 1000",
        "MAIL FROM:a@b, 0",
        "MAIL FROM:, 0",
        "MAIL FROM: SIZE=1000, 0", // an address, to a lenient server
        "MAIL FROM:<> BODY=8BITMIME\tsize=7 RET=HDRS, 7",
        "MAIL FROM:<\"> SIZE=1 \"@b> SIZE=2, 2", // within quotes it is part of the address
        "MAIL FROM:\"a SIZE=1 b\"@c SIZE=2, 2",
        "MAIL FROM:<a SIZE=7 b> SIZE=x, 0", // and so it is within brackets
        "MAIL FROM:<a@b> SIZE=0, 0",
        "MAIL FROM:<a@b> SIZE=000012, 12",
        "MAIL FROM:<a@b> SIZE=-1, 0",
        "MAIL FROM:<a@b> SIZE=1k, 0",
        "MAIL FROM:<a@b> SIZE=999999999999999999, 999999999999999999",
        "MAIL FROM:<a@b> SIZE=1000000000000000000, 9223372036854775807", // too long for any message
        "MAIL FROM:<a@b> SIZE=99999999999999999999, 9223372036854775807",
        "MAIL SIZE=1000, 0",
        "MAIL X SIZE=1000, 1000",
        "RCPT TO:<a@b> SIZE=1000, 0",
        "NOOP SIZE=1000, 0",
    })
    void isThatOfMailAlone(String line, long size) {
        assertThat(DeclaredSize.of(Command.parse(line))).isEqualTo(size);
    }
}
