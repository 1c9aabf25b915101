package postprox.world;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.spamd.Judgement;
import postprox.filter.spamd.Marking;
import postprox.filter.spamd.SpamdFilter;
import postprox.filter.spamd.Users;
import postprox.mail.Envelope;
import postprox.net.Endpoint;

/** Debian's spamd, filters of kind spamd that ask it, and messages for them. */
final class SpamdBench extends FilterBench {
    /** Marks all messages and refuses none, as without settings. */
    static final Judgement USUAL =
            new Judgement(Optional.empty(), Optional.empty(), "Message looks like spam", Marking.ALL, "");

    static final Users NO_USER = new Users("", Users.PerRecipient.NO);

    SpamdBench() throws IOException {}

    /** A spamd that is ready, with the tests' rules and with more options. */
    Spamd spamd(String... options) {
        return ready(Spamd.start(workspace, "spamd", options));
    }

    /** Another one. */
    Spamd second() {
        return ready(Spamd.start(workspace, "second"));
    }

    /** One with SpamAssassin's own rules. */
    Spamd stock() {
        return ready(Spamd.withStockRules(workspace));
    }

    private Spamd ready(Spamd spamd) {
        atEnd(spamd::close);
        spamd.await();
        return spamd;
    }

    Filter filter(Endpoint... places) {
        return filter(NO_USER, USUAL, places);
    }

    Filter filter(Users users, Judgement judgement, Endpoint... places) {
        return new SpamdFilter(servers("spamd", List.of(places)), dialer, users, judgement);
    }

    /** Asks about a message to this recipient. */
    Answer askFor(Filter filter, String recipient, String text) {
        Envelope envelope = new Envelope("s3ss10n", "a@example.org", List.of(recipient), "", Map.of());
        return ask(filter, text, envelope, LONG);
    }
}
