package postprox.filter.contract;

import java.io.IOException;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.rspamd.RspamdFilter;
import postprox.filter.rspamd.RspamdMeaning;
import postprox.testkit.ScriptedRspamd;
import postprox.testkit.ScriptedRspamd.Conversation;
import postprox.testkit.TestWatchdog;
import postprox.text.WireText;

/** An rspamd on TCP. */
final class RspamdPeer extends ServicePeer<ScriptedRspamd> {
    private final Filter filter;

    RspamdPeer() {
        super(ScriptedRspamd::onPort);
        this.filter = new RspamdFilter(port.servers("rspamd"), TestWatchdog.dialer(), new RspamdMeaning("X-Spam"), "");
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
    void behave(ScriptedRspamd service, Behaviour behaviour) {
        service.behave(conversation -> converse(conversation, behaviour));
    }

    private static void converse(Conversation conversation, Behaviour behaviour) throws IOException {
        byte[] content = WireText.bytes(conversation.awaitRequest().body());
        switch (behaviour) {
            case ACCEPTS -> conversation.answer(ScriptedRspamd.json("no action"));
            case REFUSES -> conversation.answer(rejecting(REFUSAL));
            case REFUSES_WITH_DIGEST -> conversation.answer(rejecting(Peer.digest(content)));
            case EDITS -> {
                String[] field = FIELD.split(": ", 2);
                conversation.answer(ScriptedRspamd.json(
                        "no action",
                        "\"milter\":{\"add_headers\":{\"" + field[0] + "\":{\"value\":\"" + field[1]
                                + "\",\"order\":0}}}"));
            }
            case HANGS -> conversation.awaitEnd();
            case DIES -> conversation.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"action\":\"no action\"");
            case FLOODS -> {
                conversation.say("HTTP/1.1 200 OK\r\n\r\n{\"urls\":[");
                while (true) {
                    conversation.say("\"http://www.example.org/\",".repeat(400));
                }
            }
            case ANSWERS_LATE -> {
                conversation.awaitEnd();
                conversation.answer(rejecting("late"));
            }
            case TALKS_NONSENSE -> conversation.say("220 mail.example.org ESMTP\r\n");
            case ANSWERS_TWICE -> {
                conversation.answer(ScriptedRspamd.json("no action"));
                conversation.answer(rejecting("twice"));
            }
            case IS_NOT_THERE -> throw new IllegalStateException(behaviour.toString());
        }
    }

    private static String rejecting(String words) {
        return ScriptedRspamd.json("reject")
                .replace("\"messages\":{}", "\"messages\":{\"smtp_message\":\"" + words + "\"}");
    }
}
