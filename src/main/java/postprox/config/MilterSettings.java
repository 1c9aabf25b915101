package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.option;

import java.util.List;
import postprox.filter.milter.Offer;
import postprox.filter.milter.SomeRefused;
import postprox.net.Endpoint;

/** The settings of a filter that is a milter. {@code postprox.filter.milter} carries them out. */
public final class MilterSettings {
    /** Milters have no common port. */
    public static final Option<List<Endpoint>> SERVERS = ServiceSettings.servers(0);

    public static final Option<String> HOST_NAME = option("host-name", "NAME", new MacroWord())
            .help("the mail server's name, for fields that the milter makes (default: this machine's)")
            .manual("""
                    The name of the mail server, which the milter gets as macro `j`: OpenDKIM writes it into the field Authentication-Results.
                    It should be Postfix's `myhostname`.
                    The default is this machine's name.
                    """);

    public static final Option<String> DAEMON_NAME = option("daemon-name", "NAME", new MacroWord())
            .or("postprox")
            .help("the name of this stream of mail, which OpenDKIM compares with its MTA (default {default})")
            .manual("""
                    The name by which a milter tells one stream of mail from another (macro `daemon_name`): OpenDKIM signs the mail of the names in
                    its setting `MTA`.
                    Postfix's name for this is `milter_macro_daemon_name`.
                    The default is {default}.
                    """);

    public static final Option<Offer> OFFER = choice("offer", Offer.values())
            .or("possible")
            .help(
                    "possible or all: the actions that the milter is offered; all for one that insists on changing the envelope"
                            + " (default {default})")
            .manual("""
                    Which actions the milter is offered: `possible` (the default), those that `postprox` can carry out, or `all`, with changes of
                    sender and recipients among them.
                    Some milters do not work unless they are offered all.
                    A milter that then does change sender or recipients has failed.
                    """);

    public static final Option<SomeRefused> SOME_REFUSED = choice("some-refused", SomeRefused.values())
            .or("reject")
            .help(
                    "reject or ignore: what follows if the milter refuses some recipients of a message (default {default})")
            .manual("""
                    What becomes of a message if the milter refuses some of its recipients, but not all: `reject` (it is refused for all, the default)
                    or `ignore` (it goes to all of them, and the log says so).
                    The client has been told 250 for each recipient when the milter hears of them.
                    """);

    static final KindSettings KIND =
            KindSettings.of(new ServicePlace(SERVERS), SERVERS, HOST_NAME, DAEMON_NAME, OFFER, SOME_REFUSED);

    private MilterSettings() {}

    /** A value of a macro: one word of visible US-ASCII. */
    private record MacroWord() implements Type<String> {
        private static final int LONGEST = 255;

        @Override
        public String parse(String text) {
            if (text.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no name: write one word of US-ASCII, up to " + LONGEST + " characters");
            }
            return text;
        }
    }
}
