package postprox.filter.contract;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import postprox.filter.Filter;
import postprox.filter.spamd.Judgement;
import postprox.filter.spamd.Marking;
import postprox.filter.spamd.SpamdFilter;
import postprox.filter.spamd.Users;
import postprox.testkit.ScriptedSpamd;
import postprox.testkit.ScriptedSpamd.Conversation;
import postprox.testkit.TestWatchdog;

/** A spamd on TCP, which is told the recipient and marks spam alone. */
final class SpamdPeer extends ServicePeer<ScriptedSpamd> {
    private static final String HAM = ScriptedSpamd.reply("False ; 0.1 / 5.0", "HAM");
    private static final String SPAM = ScriptedSpamd.reply("True ; 10.0 / 5.0", "SPAM");

    /** Opens when the peer is told to behave in another way. */
    private CountDownLatch over = new CountDownLatch(0);

    private final Filter filter;

    SpamdPeer() {
        super(ScriptedSpamd::onPort);
        this.filter = new SpamdFilter(
                port.servers("spamd"),
                TestWatchdog.dialer(),
                new Users("", Users.PerRecipient.ADDRESS),
                new Judgement(
                        Optional.of(BigDecimal.TEN),
                        Optional.empty(),
                        REFUSAL.substring("5.7.1 ".length()),
                        Marking.SPAM,
                        ""));
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** The words of a refusal and the names of the fields are the administrator's and ours. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.EDITS, Behaviour.REFUSES_WITH_DIGEST);
    }

    @Override
    public void behave(Behaviour behaviour) throws IOException {
        over.countDown();
        over = new CountDownLatch(1);
        super.behave(behaviour);
    }

    @Override
    void behave(ScriptedSpamd service, Behaviour behaviour) {
        CountDownLatch end = over;
        service.behave(conversation -> converse(conversation, behaviour, end));
    }

    private static void converse(Conversation conversation, Behaviour behaviour, CountDownLatch end)
            throws IOException, InterruptedException {
        ScriptedSpamd.Request request = conversation.awaitRequest();
        // What came of a hostile envelope or content must be one request, whose length is right.
        String length = "Content-length: " + request.content().length() + "\r\n";
        if (!request.head().startsWith("SYMBOLS SPAMC/1.5\r\n" + length)) {
            conversation.say("SPAMD/1.0 76 Bad header line: " + request.head() + "\r\n");
            return;
        }
        switch (behaviour) {
            case ACCEPTS -> conversation.say(HAM);
            case REFUSES -> conversation.say(SPAM);
            case HANGS -> end.await();
            case DIES -> conversation.say(HAM.substring(0, HAM.length() - 1));
            case FLOODS -> {
                conversation.say("SPAMD/1.1 0 EX_OK\r\n");
                while (true) {
                    conversation.say("Spam: False ; 0.1 / 5.0\r\n");
                }
            }
            case ANSWERS_LATE -> {
                end.await();
                conversation.say(SPAM);
            }
            case TALKS_NONSENSE -> conversation.say("220 mail.example.org ESMTP\r\n");
            case ANSWERS_TWICE -> conversation.say(HAM + SPAM);
            case EDITS, REFUSES_WITH_DIGEST, IS_NOT_THERE -> throw new IllegalStateException(behaviour.toString());
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        super.close();
    }
}
