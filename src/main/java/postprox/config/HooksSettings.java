package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.option;

import java.nio.file.Path;
import postprox.filter.hooks.Dialect;
import postprox.filter.hooks.Scanner.Standing;
import postprox.filter.http.Url;

/** The settings of a filter that speaks MTA Hooks. {@code postprox.filter.hooks} carries them out. */
public final class HooksSettings {
    public static final Option<Dialect> DIALECT = choice("dialect", Dialect.values())
            .or("draft01")
            .help(
                    "draft01 or stalwart: the IETF's draft-01 of MTA Hooks, or the older JSON of Stalwart (default {default})")
            .manual("""
                    What the scanner speaks: `draft01` (the default), the IETF's draft-degennaro-mta-hooks-01, or `stalwart`, the older JSON of the
                    mail server Stalwart.
                    Later drafts have another format of answers, and are not understood.
                    """);

    public static final Option<Standing> REGISTRATION = option("registration", "ID", Parsed.of(Standing::parse))
            .or("make")
            .help(
                    "make: register at the URL; an id: the URL is the hook's endpoint, and this the registration; none: an endpoint"
                            + " without one (default {default})")
            .manual("""
                    How postprox stands with a scanner that speaks `draft01`.
                    `make` (the default): the place is the URL at which postprox registers, when the first message comes; it deletes the registration
                    when it ends.
                    A process that serves one session only must not register for it, and does not start with `make`.
                    An id: the place is the endpoint of hooks itself, and the scanner knows this registration.
                    `none`: the place is the endpoint of hooks itself, of a scanner that wants no registration.
                    """);

    public static final Option<Path> TOKEN_FILE = option("token-file", "FILE", new FilePath(Type.Completion.FILES))
            .help("the file with the token that the scanner wants, which other users must not be able to read")
            .manual("""
                    A file of one line, the token that goes with each request as `Authorization: Bearer`.
                    A line that begins with `Basic` and a blank is sent as it is.
                    Other users must not be able to read the file.
                    After a change of the file, a reload (SIGHUP) takes the new token.
                    """);

    public static final Option<Path> CA_FILE = option("ca-file", "FILE", new FilePath(Type.Completion.FILES))
            .help("certificates in PEM, of which one must stand behind the scanner's (default: those that Java trusts)")
            .manual("""
                    A file with certificates in PEM.
                    The certificate of the scanner must be one of them, or be signed by one of them.
                    Without this setting the authorities count that Java trusts.
                    """);

    public static final Option<Boolean> PLAIN_HTTP = option("plain-http", "MODE", new Flag())
            .or("no")
            .help("yes or no: allow http:// to a scanner on this machine (default {default})")
            .manual("""
                    `yes`: the place may begin with `http://`, if its host is written as an address of this machine (`127.0.0.1`, `[::1]`).
                    The draft demands TLS in all cases.
                    The default is {default}.
                    """);

    /** A scanner that is not asked is no scanner: mail should wait for it. Answers are in memory, of Stalwart's dialect up to some MB. */
    static final KindSettings KIND = KindSettings.of(
                    Parsed.of(Url::parse), DIALECT, REGISTRATION, TOKEN_FILE, CA_FILE, PLAIN_HTTP)
            .with(FilterSettings.AT_ONCE, "10")
            .with(FilterSettings.ON_OVERSIZE, "tempfail");

    private HooksSettings() {}
}
