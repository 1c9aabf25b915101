package postprox.config;

import static postprox.config.Option.Declaration.flag;
import static postprox.config.Option.Declaration.text;
import static postprox.config.Usage.TRY;

import java.util.List;

/** The options of {@code postprox try} alone: the envelope and the remote client of its messages, and how it shows them. */
public final class TrialOptions {
    public static final Option<String> SENDER = text("sender", "ADDRESS")
            .or("sender@example.org")
            .in(TRY)
            .help("envelope sender (default {default}; <> for a bounce)")
            .manual("""
                    The envelope sender; `<>` stands for the null sender of a bounce.
                    """);

    public static final Option<String> RECIPIENT = text("recipient", "ADDRESS")
            .or("recipient@example.com")
            .in(TRY)
            .help("envelope recipient, more than once if need be (default {default})")
            .manual("""
                    An envelope recipient.
                    May be given more than once.
                    """);

    public static final Option<String> HELO = text("helo", "NAME")
            .or("client.example.org")
            .in(TRY)
            .help("HELO of the remote client (default {default})")
            .manual("""
                    How the remote client greeted.
                    """);

    public static final Option<String> REMOTE_IP = text("remote-ip", "IP")
            .or("192.0.2.1")
            .in(TRY)
            .help("address of the remote client (default {default})")
            .manual("""
                    Its address.
                    """);

    public static final Option<String> AS = text("as", "USER[:GROUP]")
            .in(TRY)
            .help("run the filter as Postfix's spawn(8) would with user=USER: for root")
            .manual("""
                    Run the filter as Postfix's spawn(8) does with `user=USER`: with that user and one group, the environment that
                    Postfix passes on, a umask of 077, and the directory of the queue.
                    Only root can do so.
                    The messages may be readable for root alone.
                    """);

    public static final Option<Boolean> WATCH = flag("watch")
            .in(TRY)
            .help("run again when the filter, a message or the file of --config is saved")
            .manual("""
                    Run again whenever the filter, a message or the configuration file has been saved, until ^C.
                    What has changed since the run before is marked.
                    """);

    /** How the process that {@link #AS} starts is told to report to the one that started it. */
    public static final Option<Boolean> ACCOUNT = flag("account").in(TRY).hidden();

    static final List<Option<?>> ALL = List.of(SENDER, RECIPIENT, HELO, REMOTE_IP, AS, WATCH, ACCOUNT);

    private TrialOptions() {}
}
