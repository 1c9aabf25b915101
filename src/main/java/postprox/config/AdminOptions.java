package postprox.config;

import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.text;
import static postprox.config.Usage.SERVE;

import java.nio.file.Path;
import java.util.List;
import postprox.net.Endpoint;

/** The options of the servers for administrators and their programs: the page with metrics and health, and the agent for HAProxy. */
final class AdminOptions {
    static final Option<Endpoint> ADMIN = option("admin", "PLACE", Place.LISTEN)
            .in(SERVE)
            .restart()
            .help("serve a page, metrics and health at [IP:]PORT (default IP 127.0.0.1) or unix:PATH")
            .manual("""
                    Serve the live page, metrics for Prometheus and the state of health by HTTP at {PLACE}, which is {PORT}, {IP}:{PORT},
                    [{IPv6}]:{PORT} or `unix:`{PATH}.
                    The default address is 127.0.0.1; any other address than one of this machine alone needs `--admin-token`.
                    A process that listens or is resident has the page; one of a single session has none.
                    If {PLACE} is taken, mail is served all the same, and `postprox` tries again each second.
                    """);

    static final Option<Path> TOKEN = option("admin-token", "FILE", new FilePath(Type.Completion.FILES))
            .in(SERVE)
            .restart()
            .help("show the page and the metrics only to who knows the token in FILE")
            .manual("""
                    Show the page and the metrics only to clients that know the token in {FILE}: as a bearer token, or as the password of any
                    user, for which a browser asks.
                    The token has 16 to 256 printable characters, and nobody but the owner and the group of {FILE} may read it.
                    `/healthz` and `/readyz` are shown to everyone; they say nothing about mail.
                    """);

    static final Option<String> HOST = text("admin-host", "NAME")
            .repeated()
            .in(SERVE)
            .restart()
            .help("a name under which browsers may ask for the page, besides localhost and IP addresses")
            .manual("""
                    A name under which browsers may ask for the page, such as that of a reverse proxy; may be given more than once.
                    `localhost` and IP addresses may be used always.
                    A request for any other name gets 421: with DNS rebinding, a web page of a stranger could ask under a name of its own.
                    """);

    static final Option<Endpoint> AGENT = option("agent", "PLACE", Place.LISTEN)
            .in(SERVE)
            .restart()
            .help("answer HAProxy's agent checks at [IP:]PORT or unix:PATH: ready up 100%, or drain")
            .manual("""
                    Answer HAProxy's `agent-check` at {PLACE}, which is written as that of `--admin`.
                    Who connects gets one line: `ready up 100%`, or `drain` when the process is about to end.
                    """);

    static final List<Option<?>> ALL = List.of(ADMIN, TOKEN, HOST, AGENT);

    private AdminOptions() {}
}
