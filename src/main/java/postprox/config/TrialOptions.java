package postprox.config;

import static postprox.config.Option.Declaration.text;
import static postprox.config.Usage.TRY;

import java.util.List;

/** The options of {@code postprox try} alone: the envelope and the remote client of its message. */
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

    static final List<Option<?>> ALL = List.of(SENDER, RECIPIENT, HELO, REMOTE_IP);

    private TrialOptions() {}
}
