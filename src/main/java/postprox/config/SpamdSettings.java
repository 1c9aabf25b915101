package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.option;

import java.math.BigDecimal;
import java.util.List;
import postprox.filter.spamd.Marking;
import postprox.filter.spamd.Score;
import postprox.filter.spamd.Users;
import postprox.net.Endpoint;

/** The settings of a filter that asks SpamAssassin's spamd. {@code postprox.filter.spamd} carries them out. */
public final class SpamdSettings {
    /** spamd's default (spamd(8), --port). */
    private static final int PORT = 783;

    public static final Option<List<Endpoint>> SERVERS = ServiceSettings.servers(PORT);

    public static final Option<BigDecimal> REJECT_SCORE = option(
                    "reject-score", "SCORE", Parsed.of(SpamdSettings::limit))
            .help("refuse a message with this score or a higher one (default: refuse none)")
            .manual("""
                    A message with this score or a higher one is refused, such as `12` or `9.5`.
                    By default none is refused.
                    """);

    public static final Option<BigDecimal> TAG_SCORE = option("tag-score", "SCORE", Parsed.of(SpamdSettings::limit))
            .help("a message with this score or a higher one counts as spam (default: SpamAssassin's required_score)")
            .manual("""
                    A message with this score or a higher one counts as spam, and is marked so.
                    By default `spamd` decides, by its `required_score` or that of the user.
                    """);

    public static final Option<String> TEXT = option("text", "TEXT", new ReplyWords())
            .or("Message looks like spam")
            .help("what the sender of a refused message hears, behind 554 5.7.1 (default \"{default}\")")
            .manual("""
                    What the sender of a refused message hears, behind `554 5.7.1`.
                    The default is "{default}".
                    """);

    public static final Option<Marking> MARK = choice("mark", Marking.values())
            .or("all")
            .help(
                    "all, spam or none: the messages that get X-Spam-Status, X-Spam-Level and, if spam, X-Spam-Flag (default"
                            + " {default})")
            .manual("""
                    Which messages get the header fields `X-Spam-Status`, `X-Spam-Level` and, if they are spam, `X-Spam-Flag`: `all` (the
                    default), `spam` or `none`.
                    Fields whose names begin with `X-Spam-` and that come from a sender are removed in any case.
                    """);

    public static final Option<String> SUBJECT_TAG = option("subject-tag", "TEXT", new ReplyWords())
            .help("put this text in front of the subject of spam (default: nothing)")
            .manual("""
                    A text that is put in front of the subject of spam, such as `[SPAM]`.
                    It breaks a signature over the subject.
                    By default the subject stays as it is.
                    """);

    public static final Option<String> USER = option("user", "NAME", Parsed.of(SpamdSettings::user))
            .help("the user whose preferences spamd uses (default: spamd's own)")
            .manual("""
                    The name of the user whose preferences `spamd` uses.
                    By default `spamd` is told no user.
                    """);

    public static final Option<Users.PerRecipient> USER_PER_RECIPIENT = choice(
                    "user-per-recipient", Users.PerRecipient.values())
            .or("no")
            .help(
                    "no, address or localpart: a message to one recipient has that recipient as the user, by its address or by"
                            + " what is in front of the @ (default {default})")
            .manual("""
                    Whether the recipient of a message is the user whose preferences `spamd` uses: `no` (the default), `address` (by the whole
                    address) or `localpart` (by what is in front of the `@`).
                    A message to several recipients has the user of `user`.
                    """);

    /** The children of Debian's spamd (spamd(8), --max-children); and about the size at which spamc stops. */
    static final KindSettings KIND = KindSettings.of(
                    new ServicePlace(SERVERS),
                    SERVERS,
                    REJECT_SCORE,
                    TAG_SCORE,
                    TEXT,
                    MARK,
                    SUBJECT_TAG,
                    USER,
                    USER_PER_RECIPIENT)
            .with(FilterSettings.AT_ONCE, "5")
            .with(FilterSettings.MAX_SIZE, "512K")
            .with(FilterSettings.ON_OVERSIZE, "skip");

    private SpamdSettings() {}

    private static BigDecimal limit(String text) {
        return Score.of(text)
                .filter(score -> score.signum() > 0)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no score: write a number above 0, such as 12 or 9.5"));
    }

    private static String user(String text) {
        if (!Users.isName(text)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name of a user: write 1 to 320 bytes without control characters");
        }
        return text;
    }
}
