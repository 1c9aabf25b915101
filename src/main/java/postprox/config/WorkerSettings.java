package postprox.config;

import static postprox.config.Option.Declaration.number;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.seconds;

import java.time.Duration;
import java.util.List;
import postprox.filter.policy.RequestState;

/** The settings of filters that are long-running processes. */
public final class WorkerSettings {
    public static final Option<Integer> WORKERS = number("workers", 0)
            .or(0)
            .help("processes at once (default {default}: as many as there are processors)")
            .manual("""
                    How many processes run at once, each of which examines one message at a time.
                    A process is started when a message needs it.
                    The default is {default}, which stands for as many as there are processors.
                    """);

    public static final Option<Integer> RECYCLE = number("recycle", 0)
            .or(1000)
            .help("messages after which a process ends and another takes its place (default {default}; 0: never)")
            .manual("""
                    After how many messages a process is ended, so that another takes its place.
                    The default is {default}; 0 stands for never.
                    """);

    public static final Option<Duration> IDLE = seconds("idle")
            .or(300)
            .help("seconds without a message after which a process ends, but not the last one (default {default})")
            .manual("""
                    After how many seconds without a message a process ends.
                    The last one stays.
                    The default is {default}.
                    """);

    public static final Option<Boolean> FILES = option("files", "yes|no", new Flag())
            .or("yes")
            .help("yes or no: give it the message as a file, and files for its changes (default {default})")
            .manual("""
                    Whether a request names the files `email`, `outfile`, `edits` and `recipients_file`.
                    `no` saves the cost of these files for a worker that decides by the envelope alone, such as a policy program made for Postfix.
                    The default is {default}.
                    """);

    public static final Option<RequestState> STATE = option("state", "STATE", new StateName())
            .or(RequestState.END_OF_MESSAGE.word())
            .help("END-OF-MESSAGE: a request a message (the default), or RCPT: a request a recipient")
            .manual("""
                    The state of the SMTP session that a request names: `END-OF-MESSAGE` (the default), with one request a message, or `RCPT`, with one
                    request a recipient, of which the first that refuses counts.
                    Many services act in the state RCPT alone.
                    """);

    static final KindSettings KIND = KindSettings.ofCommand(WORKERS, RECYCLE, IDLE, FILES, STATE);

    private WorkerSettings() {}

    /** The type of {@link #STATE}. */
    private record StateName() implements Type<RequestState> {
        @Override
        public RequestState parse(String text) {
            return RequestState.parse(text);
        }

        @Override
        public List<String> words() {
            return RequestState.words();
        }
    }
}
