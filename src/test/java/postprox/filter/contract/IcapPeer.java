package postprox.filter.contract;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.icap.IcapFilter;
import postprox.filter.icap.IcapMeaning;
import postprox.filter.icap.IcapRules;
import postprox.filter.icap.Method;
import postprox.filter.icap.OnRedirect;
import postprox.filter.service.Servers;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.testkit.Ports;
import postprox.testkit.ScriptedIcap;
import postprox.testkit.ScriptedIcap.Conversation;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** An ICAP service. */
final class IcapPeer implements Peer {
    private final int port = Ports.free();
    private final Filter filter;
    private Optional<ScriptedIcap> service = Optional.empty();

    IcapPeer() {
        this.filter = new IcapFilter(
                new Servers("icap", List.of(new Endpoint.Tcp("127.0.0.1", port)), _ -> {}, Ticker.SYSTEM),
                new IcapRules(
                        "avscan",
                        Method.AUTO,
                        false,
                        "message/rfc822",
                        false,
                        new IcapMeaning(
                                new VirusRules(VirusRules.NAME, OnFinding.REJECT, OnFinding.REJECT), OnRedirect.FAIL)),
                Ticker.SYSTEM,
                Watchdog.start(e -> {
                    throw new AssertionError(e);
                }));
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
    public void behave(Behaviour behaviour) throws IOException {
        if (behaviour == Behaviour.IS_NOT_THERE) {
            close();
            return;
        }
        if (service.isEmpty()) {
            service = Optional.of(ScriptedIcap.onPort(port));
        }
        service.get().behave(conversation -> converse(conversation, behaviour));
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

    @Override
    public void close() throws IOException {
        if (service.isPresent()) {
            service.get().close();
            service = Optional.empty();
        }
    }
}
