package postprox.filter.contract;

import java.io.IOException;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.clamd.ClamdFilter;
import postprox.filter.clamd.ClamdMeaning;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.testkit.ScriptedClamd;
import postprox.testkit.ScriptedClamd.Conversation;
import postprox.testkit.TestWatchdog;

/** A clamd on TCP, which gets messages as streams. */
final class ClamdPeer extends ServicePeer<ScriptedClamd> {
    private final Filter filter;

    ClamdPeer() {
        super(ScriptedClamd::onPort);
        this.filter = new ClamdFilter(
                port.servers("clamd"),
                TestWatchdog.dialer(),
                new ClamdMeaning(new VirusRules(VirusRules.NAME, OnFinding.REJECT, OnFinding.REJECT)),
                false);
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** It never changes a message. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.EDITS);
    }

    @Override
    void behave(ScriptedClamd service, Behaviour behaviour) {
        service.behave(conversation -> converse(conversation, behaviour));
    }

    private static void converse(Conversation conversation, Behaviour behaviour)
            throws IOException, InterruptedException {
        byte[] content = conversation.awaitRequest();
        switch (behaviour) {
            case ACCEPTS -> conversation.say("stream: OK\0");
            // The filter itself puts 5.7.1 in front of the words.
            case REFUSES -> conversation.say("stream: " + REFUSAL.substring("5.7.1 ".length()) + " FOUND\0");
            case REFUSES_WITH_DIGEST -> conversation.say("stream: " + Peer.digest(content) + " FOUND\0");
            case HANGS -> conversation.awaitEnd();
            case DIES -> conversation.say("stream: O");
            case FLOODS -> {
                while (true) {
                    conversation.say("stream: ");
                }
            }
            case ANSWERS_LATE -> {
                conversation.awaitEnd();
                conversation.say("stream: late FOUND\0");
            }
            case TALKS_NONSENSE -> conversation.say("220 mail.example.org ESMTP\r\n");
            case ANSWERS_TWICE -> conversation.say("stream: OK\0stream: twice FOUND\0");
            case EDITS, IS_NOT_THERE -> throw new IllegalStateException(behaviour.toString());
        }
    }
}
