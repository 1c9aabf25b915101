package postprox.config;

import static postprox.config.Option.Declaration.option;

import java.util.List;
import postprox.filter.rspamd.RspamdMeaning;
import postprox.net.Endpoint;

/** The settings of a filter that asks rspamd. {@code postprox.filter.rspamd} carries them out. */
public final class RspamdSettings {
    /** The port of rspamd's worker {@code normal}. */
    private static final int PORT = 11333;

    public static final Option<List<Endpoint>> SERVERS = ServiceSettings.servers(PORT);

    public static final Option<String> SPAM_HEADER = option("spam-header", "NAME", Parsed.of(RspamdMeaning::spamHeader))
            .or("X-Spam")
            .help("the header field, Yes, of a message that rspamd wants marked; the sender's own are removed (default"
                    + " {default})")
            .manual("""
                    The header field that marks a message for which `rspamd` says `add header`; its value is `Yes`.
                    Fields of that name that come from the sender are removed from each message that passes.
                    The default is {default}.
                    """);

    /**
     * More than rspamd's own task_timeout, after which it answers with what it has; its max_message; and enough that its workers have
     * something to do while most messages wait for answers of name servers.
     */
    static final KindSettings KIND = KindSettings.of(new ServicePlace(SERVERS), SERVERS, SPAM_HEADER)
            .with(FilterSettings.TIMEOUT, "15")
            .with(FilterSettings.AT_ONCE, "20")
            .with(FilterSettings.MAX_SIZE, "50M")
            .with(FilterSettings.ON_OVERSIZE, "tempfail");

    private RspamdSettings() {}
}
