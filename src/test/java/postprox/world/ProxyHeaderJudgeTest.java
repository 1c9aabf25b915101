package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.BalancerHeader.field;
import static postprox.testkit.BalancerHeader.v2;
import static postprox.testkit.BalancerHeader.withChecksum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.BalancerHeader;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;

/**
 * A real Postfix as a second opinion on headers: its smtpd and its postscreen are given the same ones as postprox. Where they differ,
 * the specification decides, and this says why.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxyHeaderJudgeTest {
    /** 203.0.113.7 as an address of IPv6. */
    private static final String MAPPED = "\0".repeat(10) + "\u00ff\u00ff" + BalancerHeader.ADDRESSES.substring(0, 4);

    private final Workspace workspace = Workspace.create();
    private final int smtpd = Tools.freePort();
    private final int postscreen = Tools.freePort();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "judge", Tools.freePort())
            .parameter("mynetworks", "127.0.0.0/8 203.0.113.0/24 255.255.255.255 [2001:db8::]/32")
            .parameter("postscreen_cache_map", "btree:" + workspace.path("judge/data/postscreen"))
            .service("127.0.0.1:" + smtpd + " inet n - n - - smtpd -o smtpd_upstream_proxy_protocol=haproxy")
            .service("127.0.0.1:" + postscreen + " inet n - n - 1 postscreen"
                    + " -o postscreen_upstream_proxy_protocol=haproxy")
            .service("smtpd pass - - n - - smtpd")
            .service("dnsblog unix - - n - 0 dnsblog")
            .service("tlsproxy unix - - n - 0 tlsproxy");

    @TempDir
    private Path spool;

    @BeforeAll
    void start() {
        postfix.start();
    }

    @AfterAll
    void stop() {
        postfix.close();
        workspace.close();
    }

    /** The headers, each with what postprox, smtpd and postscreen do about it. */
    private static Map<String, String> headers() {
        String all = "takes takes takes";
        String none = "refuses refuses refuses";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(BalancerHeader.v1("203.0.113.7", 40_000), all);
        headers.put(BalancerHeader.v1("2001:db8::7", 40_000), all);
        headers.put("PROXY TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.25 40000 25\r\n", all);
        headers.put("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", all);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 0 25\r\n", all);
        headers.put("PROXY UNKNOWN\r\n", all);
        headers.put("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", all);
        headers.put("PROXY TCP4 203.0.113.07 192.0.2.25 40000 25\r\n", none);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 040000 25\r\n", none);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 65536 25\r\n", none);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 40000\r\n", none);
        headers.put("PROXY TCP4  203.0.113.7 192.0.2.25 40000 25\r\n", none);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 40000 25 1\r\n", none);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 40000 25\n", none);
        headers.put("PROXY TCP6 203.0.113.7 192.0.2.25 40000 25\r\n", none);
        headers.put("PROXY TCP4 mx.example.org 192.0.2.25 40000 25\r\n", none);
        headers.put("proxy TCP4 203.0.113.7 192.0.2.25 40000 25\r\n", none);
        headers.put("PROXY TCP5 203.0.113.7 192.0.2.25 40000 25\r\n", none);
        headers.put("PROXY UNKNOWN " + "x".repeat(91) + "\r\n", all);
        headers.put("PROXY UNKNOWN " + "x".repeat(92) + "\r\n", none);
        headers.put("EHLO client.example\r\n", none);
        headers.put("", none);
        String addresses = BalancerHeader.ADDRESSES;
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses), all);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP6, MAPPED + MAPPED + addresses.substring(8)), all);
        headers.put(v2(BalancerHeader.LOCAL, BalancerHeader.UNSPEC, ""), all);
        headers.put(v2(BalancerHeader.LOCAL, BalancerHeader.TCP4, addresses), all);
        headers.put(v2(BalancerHeader.LOCAL, 0xFF, "anything"), all);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.UNSPEC, ""), all);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.UDP4, addresses), all);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.UNIX, "\0".repeat(216)), all);
        headers.put(v2(0x22, BalancerHeader.TCP4, addresses), none);
        headers.put(v2(0x11, BalancerHeader.TCP4, addresses), none);
        headers.put(v2(BalancerHeader.PROXY, 0x41, addresses), none);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses.substring(1)), none);
        headers.put(
                v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses + field(0x05, "id") + field(0xE0, "own")), all);
        headers.put(withChecksum(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses)), all);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses + field(0x03, "\0\0\0\0")), none);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses + "\4\0\1"), none);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses + field(4, "x".repeat(505))), all);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses + field(4, "x".repeat(506))), none);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses).substring(0, 27), none);
        return headers;
    }

    @Test
    void whatPostfixTakesIsTakenButForWhatTheSpecificationForbids() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .proxyProtocol("127.0.0.0/8")
                        .start()) {
            Map<String, String> opinions = new LinkedHashMap<>();
            headers()
                    .forEach((header, _) -> opinions.put(
                            header,
                            opinion(port(proxy), header) + " " + opinion(smtpd, header) + " "
                                    + opinion(postscreen, header)));
            opinions.forEach((h, o) ->
                    System.err.println(o + "   " + h.replace("\r", "\\r").replace("\n", "\\n")));
            assertThat(opinions).isEqualTo(headers());
        }
    }

    private static int port(ProxyUnderTest proxy) {
        try {
            return proxy.port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says whether a server greets a client behind a header, which sends no more. */
    private static String opinion(int port, String header) {
        try (SmtpClient client = SmtpClient.connectSilently(port)) {
            client.write(header);
            client.endInput();
            return client.rest().startsWith("220") ? "takes" : "refuses";
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(SocketException.class);
            return "refuses";
        }
    }
}
