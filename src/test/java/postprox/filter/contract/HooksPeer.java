package postprox.filter.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.hooks.Credentials;
import postprox.filter.hooks.Dialect;
import postprox.filter.hooks.HooksFilter;
import postprox.filter.hooks.Scanner;
import postprox.filter.hooks.Scanner.Standing;
import postprox.filter.http.Url;
import postprox.net.ServiceDialer;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Conversation;
import postprox.testkit.TestWatchdog;

/** A scanner that speaks MTA Hooks, at an endpoint without a registration. */
final class HooksPeer extends ServicePeer<ScriptedScanner> {
    private static final String RAW_MESSAGE = "\"rawMessage\":\"";

    private final Filter filter;

    HooksPeer() throws IOException {
        super(ScriptedScanner::onPort);
        Url url = Url.parse("http://127.0.0.1:" + port.number() + "/hook");
        Credentials none = Credentials.read(Optional.empty(), Optional.empty());
        ServiceDialer dialer = TestWatchdog.dialer();
        Scanner described = new Scanner(
                url,
                none,
                Scanner.access(url, none, dialer),
                Dialect.DRAFT01,
                new Standing.Known(Optional.empty()),
                "hooks",
                Duration.ofSeconds(30));
        this.filter = new HooksFilter(described, port.servers("hooks"), _ -> {});
    }

    @Override
    public Filter filter() {
        return filter;
    }

    @Override
    public Set<Behaviour> foreign() {
        return Set.of();
    }

    @Override
    void behave(ScriptedScanner service, Behaviour behaviour) {
        service.behave(conversation -> converse(conversation, behaviour));
    }

    private static void converse(Conversation conversation, Behaviour behaviour) throws IOException {
        String body = conversation.request().body();
        switch (behaviour) {
            case ACCEPTS -> conversation.reply(204, "");
            case REFUSES -> conversation.reply(200, refusal(REFUSAL.substring("5.7.1 ".length())));
            case REFUSES_WITH_DIGEST -> conversation.reply(200, refusal(Peer.digest(content(body))));
            case EDITS ->
                conversation.reply(
                        200,
                        "{\"add\":[{\"path\":\"/message/headers\",\"index\":0,"
                                + "\"value\":{\"name\":\"X-Contract\",\"value\":\"kept\"}}]}");
            case HANGS -> conversation.awaitEnd();
            case DIES -> conversation.say("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{");
            case FLOODS -> {
                conversation.say("HTTP/1.1 200 OK\r\n\r\n{\"set\":[");
                while (true) {
                    conversation.say("null,".repeat(1000));
                }
            }
            case ANSWERS_LATE -> {
                conversation.awaitEnd();
                conversation.reply(200, refusal("late"));
            }
            case TALKS_NONSENSE -> conversation.say("220 mail.example.org ESMTP\r\n");
            case ANSWERS_TWICE -> {
                conversation.reply(204, "");
                conversation.reply(200, refusal("twice"));
            }
            case IS_NOT_THERE -> throw new IllegalStateException(behaviour.toString());
        }
    }

    private static String refusal(String words) {
        return "{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"},"
                + "{\"path\":\"/response\",\"value\":{\"enhancedCode\":\"5.7.1\",\"message\":\"" + words + "\"}}]}";
    }

    /** The message, with LF again. */
    private static byte[] content(String body) {
        String base64 = body.substring(body.indexOf(RAW_MESSAGE) + RAW_MESSAGE.length(), body.length() - 2);
        String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        return text.replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
