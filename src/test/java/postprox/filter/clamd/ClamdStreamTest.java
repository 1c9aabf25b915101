package postprox.filter.clamd;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.clamd.ClamdLab.LARGE;
import static postprox.filter.clamd.ClamdLab.LONG;
import static postprox.filter.clamd.ClamdLab.SHORT;
import static postprox.filter.clamd.ClamdLab.SMALL;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.clamd.ClamdLab.Way;

/** A message that is sent to clamd as a stream: all of it, unless clamd says or does something before it has all. */
class ClamdStreamTest {
    @AutoClose
    private final ClamdLab lab;

    ClamdStreamTest(@TempDir Path directory) throws IOException {
        lab = new ClamdLab(directory);
    }

    /** An OK that comes while the message is being sent is about nothing. */
    @Test
    void okBeforeTheEndOfTheMessageIsNotClean() {
        lab.clamd(Way.STREAM_ON_TCP).behave(conversation -> {
            String _ = conversation.awaitCommand();
            conversation.say("stream: OK\0");
            conversation.awaitEnd();
        });

        assertThat(lab.ask(Way.STREAM_ON_TCP, LARGE, LONG))
                .isEqualTo(lab.failed(Way.STREAM_ON_TCP, "it said OK before it had all of the message"));
    }

    /** A refusal in the middle of a large message counts, although most of the message was not taken. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DESCRIPTOR")
    void aReplyBeforeTheEndOfTheStreamIsHeard(Way way) {
        lab.clamd(way).behave(conversation -> {
            assertThat(conversation.awaitCommand()).isEqualTo("zINSTREAM");
            conversation.say("INSTREAM size limit exceeded. ERROR\0");
        });
        for (int i = 0; i < 20; i++) {
            assertThat(lab.ask(way, LARGE, LONG))
                    .isEqualTo(new NoVerdict.TooLarge("larger than clamd's StreamMaxLength"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DESCRIPTOR")
    void aPeerThatReadsNoMoreIsAFailureAfterTheTimeout(Way way) {
        lab.clamd(way).behave(conversation -> {
            conversation.awaitCommand();
            new CountDownLatch(1).await();
        });

        assertThat(lab.ask(way, LARGE, SHORT)).isEqualTo(lab.failed(way, "no answer in 1.0 s"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DESCRIPTOR")
    void theStreamHasEveryByte(Way way) {
        AtomicReference<byte[]> seen = new AtomicReference<>(new byte[0]);
        lab.clamd(way).behave(conversation -> {
            seen.set(conversation.awaitRequest());
            conversation.say("stream: OK\0");
        });
        for (String text : List.of("", "x", SMALL, LARGE, "x".repeat(65_536), "x".repeat(65_537))) {
            assertThat(lab.ask(way, text, LONG)).isEqualTo(new Verdict.Accept());
            assertThat(new String(seen.get(), StandardCharsets.ISO_8859_1)).isEqualTo(text);
        }
    }
}
