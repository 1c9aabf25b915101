package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.posix.SystemError;

/** Who is to blame where there is no connection. The kernel brings most of these errors about for nobody on demand. */
class ConnectingTest {
    @ParameterizedTest
    @EnumSource(names = {"OUT_OF_MEMORY", "NO_BUFFER_SPACE", "ADDRESS_NOT_AVAILABLE"})
    void wantOfOurOwnIsNoFaultOfTheServer(SystemError error) {
        assertThat(Connecting.blamed(new SocketException(error.words())))
                .isInstanceOf(Connecting.NoResources.class)
                .hasMessage(error.words());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection refused", "No route to host", "Network is unreachable"})
    void aRefusalIsTheServersOrTheNetworks(String words) {
        IOException refused = new ConnectException(words);
        assertThat(Connecting.blamed(refused)).isSameAs(refused);
    }
}
