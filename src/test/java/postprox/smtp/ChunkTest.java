package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTest {
    @ParameterizedTest
    @CsvSource({
        "10,10,false",
        "10 LAST,10,true",
        "10  last,10,true",
        "'10\tLast',10,true",
        "0 LAST,0,true",
        "007,7,false",
        "999999999999999999,999999999999999999,false"
    })
    void saysHowManyOctetsFollow(String argument, long octets, boolean last) {
        assertThat(Chunk.of(argument)).contains(new Chunk(octets, last));
    }

    /** What is read otherwise than the client meant it would make commands of content, or content of commands. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "LAST",
                "-1",
                "+1",
                "0x10",
                "1e3",
                "1.0",
                "1,000",
                "10 LASTS",
                "10LAST",
                "10 10",
                "10 LAST LAST",
                "10\u00a0LAST",
                "10\rLAST",
                "10\0",
                "\u0661",
                "1000000000000000000"
            })
    void whatIsNotUnderstoodHasNoLength(String argument) {
        assertThat(Chunk.of(argument)).isEmpty();
    }

    @Test
    void isFoundInACommandAsPostfixFindsIt() {
        assertThat(Chunk.of(Command.parse("  bdat\t5 last ").argument())).contains(new Chunk(5, true));
    }
}
