package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.option;

import java.util.List;
import postprox.filter.icap.IcapPlace;
import postprox.filter.icap.Method;
import postprox.filter.icap.OnRedirect;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;

/** The settings of a filter that asks an ICAP service. {@code postprox.filter.icap} carries them out. */
public final class IcapSettings {
    public static final Option<List<Endpoint>> SERVERS = ServiceSettings.servers(IcapPlace.PORT);

    public static final Option<String> TEXT = option("text", "TEXT", new ReplyWords())
            .or("Message contains a virus (" + VirusRules.NAME + ")")
            .help("what the sender hears of a virus, behind 554 5.7.1; %v is the virus (default \"{default}\")")
            .manual("""
                    What the sender of a message with a virus hears, behind `554 5.7.1`.
                    `%v` stands for the name that the service gives to what it found.
                    The default is "{default}".
                    """);

    public static final Option<OnFinding> ON_ENCRYPTED = choice("on-encrypted", OnFinding.values())
            .or("reject")
            .help("reject or pass: what the service could not look at, such as encrypted archives (default {default})")
            .manual("""
                    What becomes of a message of which the service says that it could not look at all of it (`X-Infection-Found: Type=2`, or a name
                    that begins with `Heuristics.Encrypted.`): `reject` (the default) or `pass`.
                    Where the service puts an error or a redirection in the place of the message (an HTTP status of 300 and more), or answers with an
                    error of ICAP (400 and more), or returns a page where it got a request (`reqmod`), the message is refused all the same.
                    """);

    public static final Option<OnFinding> ON_LIMITS = choice("on-limits", OnFinding.values())
            .or("reject")
            .help("reject or pass: what is against the service's policy or beyond its limits (default {default})")
            .manual("""
                    What becomes of a message of which the service says that it is against a policy or beyond a limit
                    (`X-Infection-Found: Type=1`, or a name that begins with `Heuristics.Limits.`): `reject` (the default) or `pass`.
                    Where the service puts an error or a redirection in the place of the message (an HTTP status of 300 and more), or answers with an
                    error of ICAP (400 and more), or returns a page where it got a request (`reqmod`), the message is refused all the same.
                    """);

    public static final Option<OnRedirect> ON_REDIRECT = choice("on-redirect", OnRedirect.values())
            .or("fail")
            .help(
                    "fail or reject: a redirection to a page in place of the message, as of squidclamav (default {default})")
            .manual("""
                    What it means if the service returns a redirection to another page in place of the message, as squidclamav does with a virus: `fail`
                    (the message is put off with 451, whatever `on-failure` says, the default) or `reject` (the message is refused, as with a virus).
                    """);

    public static final Option<Method> METHOD = choice("method", Method.values())
            .or("auto")
            .help(
                    "respmod, reqmod, or auto: respmod unless the service says that it has reqmod alone (default {default})")
            .manual("""
                    How the service gets a message: `respmod` (as what somebody loads down from the web), `reqmod` (as what somebody sends there), or
                    `auto` (`respmod`, unless the service's answer to OPTIONS names `REQMOD` alone).
                    The default is {default}.
                    """);

    public static final Option<Boolean> PREVIEW = option("preview", "MODE", new Flag())
            .or("no")
            .help(
                    "yes or no: send only the beginning first, if the service's OPTIONS name a size for it (default {default})")
            .manual("""
                    With `yes` the service gets only the beginning of a message first, as much as its answer to OPTIONS asks for, and may call the message
                    clean for what it saw there.
                    The default is {default}: scanners want all of a message.
                    """);

    public static final Option<String> CONTENT_TYPE = option("content-type", "TYPE", new MediaType())
            .or("message/rfc822")
            .help("what the service is told that a message is (default {default})")
            .manual("""
                    The Content-Type that the service is told; some choose by it how they look at a message.
                    `application/octet-stream` is another one that is common.
                    The default is {default}.
                    """);

    public static final Option<Boolean> MODIFY = option("modify", "MODE", new Flag())
            .or("no")
            .help(
                    "yes or no: a whole text of the same type that the service returns passes in place of the message (default {default})")
            .manual("""
                    With `yes` another text that the service returns passes in place of the message, if it has the length that its head says, and the same
                    Content-Type.
                    With `no` the message is put off with 451 then, whatever `on-failure` says: the text may be about a finding.
                    The default is {default}.
                    """);

    /** As many messages at once as c-icap has threads in one process (ThreadsPerChild), and clamd behind it (MaxThreads). */
    static final KindSettings KIND = KindSettings.of(
                    Parsed.of(IcapPlace::parse),
                    SERVERS,
                    TEXT,
                    ON_ENCRYPTED,
                    ON_LIMITS,
                    ON_REDIRECT,
                    METHOD,
                    PREVIEW,
                    CONTENT_TYPE,
                    MODIFY)
            .with(FilterSettings.AT_ONCE, "10");

    private IcapSettings() {}
}
