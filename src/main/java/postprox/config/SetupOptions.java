package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.flag;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.text;
import static postprox.config.Usage.SETUP;

import java.nio.file.Path;
import java.util.List;

/** The options of {@code postprox setup}. It shares {@link DoctorOptions#POSTFIX}. */
public final class SetupOptions {
    private static final int LAST_PORT = 65_535;

    /** What becomes of Postfix's milters where the filter stands before the queue. */
    public enum Milters {
        BEHIND,
        OFF
    }

    public static final Option<Boolean> APPLY = flag("apply")
            .in(SETUP)
            .help("carry the plan out, test it, and put all back if the test fails")
            .manual("""
                    Carry the plan out.
                    First the new services are added and tried while no mail goes to them.
                    Then mail is led to them, and a test message goes the whole way.
                    If anything fails, all is put back.
                    """);

    public static final Option<Boolean> DIFF = flag("diff")
            .in(SETUP)
            .help("print each line of master.cf that the plan changes")
            .manual("""
                    Print each line of `master.cf` that the plan changes, as `diff -u` does.
                    """);

    public static final Option<Boolean> UNDO = flag("undo")
            .in(SETUP)
            .help("take the last set-up back, byte for byte if nobody has edited master.cf since")
            .manual("""
                    Take the last set-up back.
                    First mail is led past the filter; when the messages in it are done, the services go.
                    If nobody has edited `master.cf` since, it is as it was, byte for byte, with owner, mode and times.
                    Otherwise the lines of the set-up go, and all others stay.
                    """);

    public static final Option<Boolean> AFTER_QUEUE = flag("after-queue")
            .in(SETUP)
            .help("filter behind Postfix's queue; refusals are bounced")
            .manual("""
                    Put the filter behind Postfix's queue.
                    Clients do not wait for the filter, and what it refuses is bounced.
                    """);

    public static final Option<Boolean> SUBMISSION = flag("submission")
            .in(SETUP)
            .help("filter what users submit too (ports 587 and 465)")
            .manual("""
                    Filter also what users submit on ports 587 and 465.
                    """);

    public static final Option<Boolean> LOCAL = flag("local")
            .in(SETUP)
            .help("with --after-queue: filter mail of sendmail(1) too")
            .manual("""
                    With `--after-queue`: filter also what programs of this machine send by `sendmail`(1).
                    """);

    public static final Option<Milters> MILTERS = choice("milters", Milters.values())
            .in(SETUP)
            .help("before the queue, if Postfix has milters: behind or off")
            .manual("""
                    What becomes of the milters of a Postfix whose mail is filtered before the queue, since that Postfix shows them no content.
                    `behind`: the server behind the filter asks them; to them, each client is this machine.
                    `off`: nobody asks them about this mail.
                    """);

    public static final Option<String> FRONT = text("front", "NAME")
            .in(SETUP)
            .help("the service of master.cf to filter, if it is not on port 25; may be given again")
            .manual("""
                    Filter the `smtpd` service whose line in `master.cf` begins with {NAME}, in the place of those on port 25.
                    May be given more than once.
                    """);

    public static final Option<Boolean> SERVICE = flag("service")
            .in(SETUP)
            .help("write no spawn entry: postprox.service of systemd listens")
            .manual("""
                    Write no entry of `spawn`(8) that starts postprox: it listens by itself, as `postprox.service` of systemd, with the filter of its
                    configuration file.
                    It must listen at the port of `--port` (10025 without it), and its next hop must be the port behind that one.
                    """);

    public static final Option<Integer> PORT = option("port", "N", new Whole(1, LAST_PORT - 1))
            .in(SETUP)
            .help("take ports N and N+1 of this machine (default: two free ones)")
            .manual("""
                    The port of `postprox`; the server behind it has the next one.
                    The default is two free ports from 10025 on.
                    """);

    public static final Option<String> USER = text("user", "NAME")
            .or("postprox")
            .in(SETUP)
            .help("the user that the filter runs as (default {default})")
            .manual("""
                    The user that `postprox` and the filter run as.
                    The default is {default}.
                    """);

    public static final Option<String> TEST_RECIPIENT = text("test-recipient", "ADDRESS")
            .or("postmaster")
            .in(SETUP)
            .help("whose mailbox the test message goes to (default {default})")
            .manual("""
                    Whose mailbox the test message goes to.
                    The default is {default}.
                    """);

    public static final Option<Boolean> NO_TEST =
            flag("no-test").in(SETUP).help("send no test message").manual("""
                    Send no test message.
                    The new services are still tried, if Postfix runs.
                    """);

    public static final Option<Path> STATE = option("state", "DIR", new FilePath(Type.Completion.DIRECTORIES))
            .or("/var/lib/postprox/setup")
            .in(SETUP)
            .help("where to save what was before (default {default})")
            .manual("""
                    The directory that keeps what was before, for `--undo`.
                    The default is {default}.
                    """);

    public static final Option<Boolean> FORCE = flag("force")
            .in(SETUP)
            .help("go on in spite of what the plan warns of; with --undo: forget a set-up")
            .manual("""
                    Edit `master.cf` even if another program writes it, or if the plan says BAD of something.
                    With `--undo`: forget a set-up whose lines somebody has changed, and change nothing.
                    """);

    static final List<Option<?>> ALL = List.of(
            APPLY,
            DIFF,
            UNDO,
            AFTER_QUEUE,
            SUBMISSION,
            LOCAL,
            MILTERS,
            FRONT,
            SERVICE,
            PORT,
            USER,
            TEST_RECIPIENT,
            NO_TEST,
            STATE,
            FORCE);

    private SetupOptions() {}
}
