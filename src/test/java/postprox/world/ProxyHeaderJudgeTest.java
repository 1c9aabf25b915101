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
    private static final String ALL = "takes takes takes";
    private static final String NONE = "refuses refuses refuses";
    private static final String ONLY_OURS = "takes refuses refuses";
    private static final String ONLY_POSTFIXS = "refuses takes takes";

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
        Map<String, String> headers = new LinkedHashMap<>();
        ofVersionOne(headers);
        ofVersionTwo(headers);
        headers.put("EHLO client.example\r\n", NONE);
        headers.put("", NONE);
        return headers;
    }

    private static void ofVersionOne(Map<String, String> headers) {
        headers.put(BalancerHeader.v1("203.0.113.7", 40_000), ALL);
        headers.put(BalancerHeader.v1("2001:db8::7", 40_000), ALL);
        headers.put("PROXY TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.25 40000 25\r\n", ALL);
        headers.put("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", ALL);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 0 25\r\n", ALL);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 040000 25\r\n", NONE);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 65536 25\r\n", NONE);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 40000\r\n", NONE);
        headers.put("PROXY TCP6 203.0.113.7 192.0.2.25 40000 25\r\n", NONE);
        headers.put("PROXY TCP4 mx.example.org 192.0.2.25 40000 25\r\n", NONE);
        headers.put("proxy TCP4 203.0.113.7 192.0.2.25 40000 25\r\n", NONE);
        headers.put("PROXY TCP5 203.0.113.7 192.0.2.25 40000 25\r\n", NONE);
        headers.put("PROXY UNKNOWN " + "x".repeat(92) + "\r\n", NONE);
        // "The receiver SHOULD accept the connection" (section 2.1). Postfix knows TCP4 and TCP6 alone.
        headers.put("PROXY UNKNOWN\r\n", ONLY_OURS);
        headers.put("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", ONLY_OURS);
        headers.put("PROXY UNKNOWN " + "x".repeat(91) + "\r\n", ONLY_OURS);
        // "Any sequence which does not exactly match the protocol must be discarded" (section 2.1): leading zeros, two
        // spaces, a field
        // more, an LF alone. Postfix reads words with any blanks between them, up to a line end of any kind.
        headers.put("PROXY TCP4 203.0.113.07 192.0.2.25 40000 25\r\n", ONLY_POSTFIXS);
        headers.put("PROXY TCP4  203.0.113.7 192.0.2.25 40000 25\r\n", ONLY_POSTFIXS);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 40000 25 1\r\n", ONLY_POSTFIXS);
        headers.put("PROXY TCP4 203.0.113.7 192.0.2.25 40000 25\n", ONLY_POSTFIXS);
    }

    private static void ofVersionTwo(Map<String, String> headers) {
        String addresses = BalancerHeader.ADDRESSES;
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP4, addresses), ALL);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.TCP6, MAPPED + MAPPED + addresses.substring(8)), ALL);
        headers.put(v2(BalancerHeader.LOCAL, BalancerHeader.UNSPEC, ""), ALL);
        headers.put(v2(BalancerHeader.LOCAL, BalancerHeader.TCP4, addresses), ALL);
        headers.put(v2(BalancerHeader.LOCAL, 0xFF, "anything"), ALL);
        headers.put(v2(0x22, BalancerHeader.TCP4, addresses), NONE);
        headers.put(v2(0x11, BalancerHeader.TCP4, addresses), NONE);
        headers.put(v2(BalancerHeader.PROXY, 0x41, addresses), NONE);
        headers.put(ofTcp4(addresses.substring(1)), NONE);
        headers.put(ofTcp4(addresses).substring(0, 27), NONE);
        headers.put(ofTcp4(addresses + field(0x05, "id") + field(0xE0, "own")), ALL);
        headers.put(withChecksum(ofTcp4(addresses)), ALL);
        headers.put(ofTcp4(addresses + field(4, "x".repeat(505))), ALL);
        headers.put(ofTcp4(addresses + field(4, "x".repeat(506))), NONE);
        // "The receiver is free to accept the connection anyway" (section 2.2). Postfix does not.
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.UNSPEC, ""), ONLY_OURS);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.UDP4, addresses), ONLY_OURS);
        headers.put(v2(BalancerHeader.PROXY, BalancerHeader.UNIX, "\0".repeat(216)), ONLY_OURS);
        // Postfix reads no fields. Who reads them must check a checksum (section 2.2.3), and cannot know what a broken
        // one means.
        headers.put(ofTcp4(addresses + field(0x03, "\0\0\0\0")), ONLY_POSTFIXS);
        headers.put(ofTcp4(addresses + "\4\0\1"), ONLY_POSTFIXS);
    }

    private static String ofTcp4(String rest) {
        return v2(BalancerHeader.PROXY, BalancerHeader.TCP4, rest);
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
