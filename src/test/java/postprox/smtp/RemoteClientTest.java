package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import postprox.smtp.Xforward.Attribute;

/** What XCLIENT says for a session and XFORWARD for a transaction; a conversation: {@code dialogs/xclient-facts.dialog}. */
class RemoteClientTest {
    private final RemoteClient client = new RemoteClient(Map.of());

    @Test
    void xclientCountsForTheSession() {
        client.introduced("NAME=a ADDR=IPV6:2001:DB8::0:1 PORT=1 PROTO=ESMTP HELO=h LOGIN=l DESTADDR=192.0.2.9");
        client.endTransaction();
        assertThat(client.values())
                .isEqualTo(Map.of(
                        Attribute.NAME, "a",
                        Attribute.ADDR, "2001:db8::1",
                        Attribute.PORT, "1",
                        Attribute.PROTO, "ESMTP",
                        Attribute.HELO, "h"));
    }

    /** README: the session is as if nobody had greeted, but what a command does not name stays. */
    @Test
    void nextXclientForgetsTheGreetingAndKeepsWhatItDoesNotName() {
        client.introduced("NAME=a ADDR=192.0.2.1 PROTO=ESMTP HELO=h");
        client.introduced("ADDR=[UNAVAILABLE]");
        assertThat(client.values()).isEqualTo(Map.of(Attribute.NAME, "a", Attribute.ADDR, ""));
    }

    @Test
    void xforwardOverridesItForItsTransaction() {
        client.introduced("NAME=a ADDR=192.0.2.1");
        client.forwarded("ADDR=192.0.2.2");
        client.forwarded("IDENT=i");
        assertThat(client.values())
                .as("no name of one client with the address of another")
                .isEqualTo(Map.of(Attribute.ADDR, "192.0.2.2", Attribute.IDENT, "i"));
        client.endTransaction();
        assertThat(client.values()).isEqualTo(Map.of(Attribute.NAME, "a", Attribute.ADDR, "192.0.2.1"));
    }

    /** They are about the message, and XCLIENT cannot say them. */
    @Test
    void identAndSourceOfXforwardLeaveTheClientToXclient() {
        client.introduced("ADDR=192.0.2.1 IDENT=forged SOURCE=LOCAL");
        client.forwarded("SOURCE=REMOTE");
        assertThat(client.values()).isEqualTo(Map.of(Attribute.ADDR, "192.0.2.1", Attribute.SOURCE, "REMOTE"));
    }
}
