package postprox.filter.contract;

import java.io.IOException;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.icap.IcapFilter;
import postprox.filter.icap.IcapMeaning;
import postprox.filter.icap.IcapRules;
import postprox.filter.icap.Method;
import postprox.filter.icap.OnRedirect;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.testkit.ScriptedIcap;
import postprox.testkit.ScriptedIcap.Conversation;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;

/** An ICAP service. */
final class IcapPeer extends ServicePeer<ScriptedIcap> {
    private final Filter filter;

    IcapPeer() {
        super(ScriptedIcap::onPort);
        this.filter = new IcapFilter(
                port.servers("icap"),
                new IcapRules(
                        "avscan",
                        Method.AUTO,
                        false,
                        "message/rfc822",
                        false,
                        new IcapMeaning(
                                new VirusRules(VirusRules.NAME, OnFinding.REJECT, OnFinding.REJECT), OnRedirect.FAIL)),
                Ticker.SYSTEM,
                TestWatchdog.running());
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** It changes a message by returning another one, and does not edit its header. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.EDITS);
    }

    @Override
    void behave(ScriptedIcap service, Behaviour behaviour) {
        service.behave(conversation -> converse(conversation, behaviour));
    }

    private static void converse(Conversation conversation, Behaviour behaviour) throws IOException {
        byte[] content = conversation.awaitRequest();
        switch (behaviour) {
            case ACCEPTS -> conversation.say(ScriptedIcap.CLEAN);
            // The filter itself puts 5.7.1 in front of the words.
            case REFUSES -> conversation.say(found(REFUSAL.substring("5.7.1 ".length())));
            case REFUSES_WITH_DIGEST -> conversation.say(found(Peer.digest(content)));
            case HANGS -> conversation.awaitEnd();
            case DIES -> {
                conversation.say("ICAP/1.0 204 Unmod");
                conversation.close();
            }
            case FLOODS -> {
                conversation.say("ICAP/1.0 200 OK\r\n");
                while (true) {
                    conversation.say("X-Field: flood\r\n");
                }
            }
            case ANSWERS_LATE -> {
                conversation.awaitEnd();
                conversation.say(found("late"));
            }
            case TALKS_NONSENSE -> conversation.say("220 mail.example.org ESMTP\r\n\r\n");
            case ANSWERS_TWICE -> conversation.say(ScriptedIcap.CLEAN + found("twice"));
            case EDITS, IS_NOT_THERE -> throw new IllegalStateException(behaviour.toString());
        }
    }

    private static String found(String name) {
        return "ICAP/1.0 200 OK\r\nX-Virus-ID: " + name + "\r\nEncapsulated: null-body=0\r\n\r\n";
    }
}
