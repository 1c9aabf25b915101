package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;

/**
 * A service that returns something else than the message has perhaps found a virus in it, and says so on no field: c-icap ends in the middle
 * of a message, and others return a page with a status of 200 or a redirection. So no failure policy lets such a message pass, and it
 * does not count, since a sender can bring it about.
 */
class IcapOtherTextTest {
    @TempDir
    private Path directory;

    private IcapLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new IcapLab(directory);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "302 Found"})
    void aPageInPlaceOfTheMessageLetsNothingPass(String status) {
        returns(status, "<html>A virus was found.</html>");

        neverPasses();
    }

    @Test
    void aPartOfTheMessageLetsNothingPass() {
        returns("200 OK", "Message-ID: <");

        neverPasses();
    }

    private void returns(String status, String text) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=9\r\n\r\nHTTP/1.1 " + status
                    + "\r\nContent-Type: text/html\r\nContent-Length: " + IcapLab.SMALL.length() + "\r\n\r\n"
                    + Integer.toHexString(text.length()) + "\r\n" + text + "\r\n0\r\n\r\n");
        });
    }

    private void neverPasses() {
        IcapFilter filter = lab.filter();
        for (int i = 0; i < 6; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@x>\n" + IcapLab.SMALL))
                    .isInstanceOf(NoVerdict.Doubtful.class);
        }
        assertThat(lab.events).isEmpty();
    }
}
