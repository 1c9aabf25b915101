package postprox.filter.contract;

import java.io.IOException;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.milter.MilterFilter;
import postprox.filter.milter.MilterRules;
import postprox.filter.milter.Offer;
import postprox.filter.milter.SomeRefused;
import postprox.testkit.ScriptedMilter;
import postprox.testkit.ScriptedMilter.Command;
import postprox.testkit.ScriptedMilter.Conversation;
import postprox.testkit.TestWatchdog;

/** A milter on TCP. It answers nothing but the end of the message, and puts header and body together again. */
final class MilterPeer extends ServicePeer<ScriptedMilter> {
    private final Filter filter;

    MilterPeer() {
        super(ScriptedMilter::onPort);
        this.filter = new MilterFilter(
                port.servers("milter"),
                TestWatchdog.dialer(),
                new MilterRules("mx.example.com", "postprox", Offer.POSSIBLE, SomeRefused.REJECT));
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** A milter gets fields and a body with other line ends, so that the bytes are not those of the content. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.REFUSES_WITH_DIGEST);
    }

    @Override
    void behave(ScriptedMilter service, Behaviour behaviour) {
        service.behave(conversation -> converse(conversation, behaviour));
    }

    private static void converse(Conversation conversation, Behaviour behaviour)
            throws IOException, InterruptedException {
        conversation.negotiate(6, 0x133, ScriptedMilter.ANSWERS_NOTHING, "");
        for (Command command = conversation.next(); command.letter() != 'E'; command = conversation.next()) {
            // The end of the message is what counts.
        }
        switch (behaviour) {
            case ACCEPTS -> conversation.say('a', "");
            case REFUSES -> conversation.say('y', "554 " + REFUSAL + "\0");
            case EDITS -> {
                int colon = FIELD.indexOf(':');
                String value = FIELD.substring(colon + 2);
                conversation.say('i', ScriptedMilter.number(0) + FIELD.substring(0, colon) + "\0" + value + "\0");
                conversation.say('c', "");
            }
            case HANGS -> conversation.awaitEnd();
            case DIES -> conversation.say("\0\0");
            case FLOODS -> {
                while (true) {
                    conversation.say('p', "");
                }
            }
            case ANSWERS_LATE -> {
                conversation.awaitEnd();
                conversation.say('r', "");
            }
            case TALKS_NONSENSE -> conversation.say("220 mail.example.org ESMTP\r\n");
            case ANSWERS_TWICE -> conversation.say(ScriptedMilter.packet('a', "") + ScriptedMilter.packet('r', ""));
            case REFUSES_WITH_DIGEST, IS_NOT_THERE -> throw new IllegalStateException(behaviour.toString());
        }
    }
}
