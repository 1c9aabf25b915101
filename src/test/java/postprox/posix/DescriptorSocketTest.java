package postprox.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a system call failed for want of our own resources. The kernel brings these errors about for nobody on demand. */
class DescriptorSocketTest {
    @ParameterizedTest
    @CsvSource({
        "12, out of memory",
        "105, no buffer space left",
        "109, too many descriptors are on their way to other processes"
    })
    void wantOfMemoryIsOurOwn(int error, String words) {
        assertThat(DescriptorSocket.failure("sendmsg: ", error))
                .isInstanceOf(DescriptorSocket.NoResources.class)
                .hasMessage("sendmsg: " + words);
    }

    @Test
    void aRefusalIsThePeers() {
        assertThat(DescriptorSocket.failure("", Errno.ECONNREFUSED))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("connection refused");
    }
}
