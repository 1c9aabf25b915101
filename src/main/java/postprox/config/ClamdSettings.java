package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.option;

import java.util.List;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;

/** The settings of a filter that asks clamd. {@code postprox.filter.clamd} carries them out. */
public final class ClamdSettings {
    /** The port that clamd's manual proposes (clamd.conf(5), TCPSocket). */
    private static final int PORT = 3310;

    public static final Option<List<Endpoint>> SERVERS = ServiceSettings.servers(PORT);

    public static final Option<String> TEXT = option("text", "TEXT", new ReplyWords())
            .or("Message contains a virus (" + VirusRules.NAME + ")")
            .help("what the sender hears of a virus, behind 554 5.7.1; %v is the virus (default \"{default}\")")
            .manual("""
                    What the sender of a message with a virus hears, behind `554 5.7.1`.
                    `%v` stands for the name that `clamd` gives the virus.
                    The default is "{default}".
                    """);

    public static final Option<OnFinding> ON_ENCRYPTED = choice("on-encrypted", OnFinding.values())
            .or("reject")
            .help(
                    "reject or pass: encrypted archives and documents, if clamd's AlertEncrypted is on (default {default})")
            .manual("""
                    What becomes of a message in which `clamd` finds an encrypted archive or document (`Heuristics.Encrypted...`): `reject` (the
                    default) or `pass`.
                    `clamd` says so only if its `AlertEncrypted` is on; otherwise such a message passes.
                    """);

    public static final Option<OnFinding> ON_LIMITS = choice("on-limits", OnFinding.values())
            .or("reject")
            .help("reject or pass: what is beyond clamd's limits, if its AlertExceedsMax is on (default {default})")
            .manual("""
                    What becomes of a message that `clamd` does not look at to its end, since it is beyond one of its limits
                    (`Heuristics.Limits...`): `reject` (the default) or `pass`.
                    `clamd` says so only if its `AlertExceedsMax` is on; otherwise such a message passes.
                    """);

    public static final Option<Boolean> STREAM = option("stream", "MODE", new Flag())
            .or("no")
            .help("yes or no: send the content over a Unix socket too, instead of a descriptor (default {default})")
            .manual("""
                    On a Unix socket `clamd` gets an open file, and reads the message there.
                    With `yes` it gets the content, as over TCP; that is slower, and needed only where something between the two (AppArmor, a
                    proxy) passes no files.
                    The default is {default}.
                    """);

    /** More than MaxScanTime should be; MaxThreads; and the StreamMaxLength of Debian's clamd.conf. */
    static final KindSettings KIND = KindSettings.of(
                    new ServicePlace(SERVERS), SERVERS, TEXT, ON_ENCRYPTED, ON_LIMITS, STREAM)
            .with(FilterSettings.TIMEOUT, "60")
            .with(FilterSettings.AT_ONCE, "10")
            .with(FilterSettings.MAX_SIZE, "25M")
            .with(FilterSettings.ON_OVERSIZE, "tempfail");

    private ClamdSettings() {}
}
