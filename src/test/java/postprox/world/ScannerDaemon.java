package postprox.world;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import postprox.net.Endpoint;

/**
 * A real scanner that a test kills, stops and starts again.
 *
 * @param place    where it listens
 * @param filter   writes a filter that asks it at a place, as a configuration file has it
 * @param evidence what each message has in its header that the scanner has examined, and no other message
 * @param kill     kills it with its children (SIGKILL)
 * @param again    starts it once more, and returns when it answers
 * @param signal   sends a signal to it and to its children
 * @param end      ends it
 */
record ScannerDaemon(
        Endpoint.Tcp place,
        UnaryOperator<String> filter,
        String evidence,
        Runnable kill,
        Runnable again,
        Consumer<String> signal,
        Runnable end)
        implements AutoCloseable {

    /** What the scanners have to say something about: a virus, a mark of spam, and fields that a signature needs. */
    static String message(String sender) {
        return "From: " + sender + "\r\nTo: b@example.com\r\nDate: Mon, 30 Nov 2026 12:00:00 +0000\r\nMessage-ID: <"
                + sender + ">\r\nSubject: marked\r\n\r\nmarker-of-spam\r\n" + Clamd.EICAR + "\r\n";
    }

    /** With on-reject=tag, the finding is a field of the message. */
    private static final String TAG = "X-Postprox-Verdict: reject; ";

    private static final String TAGGED = "\non-reject = tag";

    /** All that there are, with their names. */
    static Stream<Named<Function<Workspace, ScannerDaemon>>> all() {
        return Stream.of(
                Named.of("clamd", ScannerDaemon::clamd),
                Named.of("rspamd", ScannerDaemon::rspamd),
                Named.of("spamd", ScannerDaemon::spamd),
                Named.of("milter", ScannerDaemon::milter),
                Named.of("icap", ScannerDaemon::icap),
                Named.of("hooks", ScannerDaemon::hooks));
    }

    static ScannerDaemon clamd(Workspace workspace) {
        Clamd clamd = Clamd.start(workspace);
        clamd.await();
        return new ScannerDaemon(
                (Endpoint.Tcp) clamd.port(),
                place -> "clamd:" + place + TAGGED,
                TAG,
                clamd::kill,
                () -> {
                    clamd.startAgain();
                    clamd.await();
                },
                name -> kill(name, clamd.pid()),
                clamd::close);
    }

    static ScannerDaemon icap(Workspace workspace) {
        Clamd clamd = Clamd.start(workspace);
        clamd.await();
        CIcap cIcap = CIcap.start(workspace, "c-icap", clamd);
        cIcap.await();
        return new ScannerDaemon(
                (Endpoint.Tcp) cIcap.place(),
                place -> "icap://" + place + "/" + CIcap.RECOMMENDED + TAGGED,
                TAG,
                cIcap::kill,
                () -> {
                    cIcap.startAgain();
                    cIcap.await();
                },
                name -> killAll(name, cIcap.pid()),
                () -> {
                    cIcap.close();
                    clamd.close();
                });
    }

    static ScannerDaemon rspamd(Workspace workspace) {
        Rspamd rspamd = Rspamd.start(workspace);
        rspamd.await();
        return new ScannerDaemon(
                (Endpoint.Tcp) rspamd.port(),
                place -> "rspamd:" + place,
                "X-Spam: Yes",
                rspamd::kill,
                () -> {
                    rspamd.startAgain();
                    rspamd.await();
                },
                rspamd::signal,
                rspamd::close);
    }

    static ScannerDaemon spamd(Workspace workspace) {
        Spamd spamd = Spamd.start(workspace, "spamd");
        spamd.await();
        return new ScannerDaemon(
                (Endpoint.Tcp) spamd.port(),
                place -> "spamd:" + place,
                "X-Spam-Flag: YES",
                spamd::kill,
                spamd::startAgain,
                name -> spamd.signal("-" + name),
                spamd::close);
    }

    static ScannerDaemon milter(Workspace workspace) {
        Milter milter = Dkim.in(workspace).milter("signer", "Mode s\nDomain *\nInternalHosts 0.0.0.0/0\n");
        return new ScannerDaemon(
                (Endpoint.Tcp) milter.endpoint(),
                place -> "milter:" + place,
                "DKIM-Signature: ",
                milter::kill,
                milter::startAgain,
                name -> killAll(name, milter.pid()),
                milter::close);
    }

    static ScannerDaemon hooks(Workspace workspace) {
        HookScanner scanner = HookScanner.start();
        return new ScannerDaemon(
                new Endpoint.Tcp("127.0.0.1", scanner.port()),
                place -> "hooks:http://" + place + "/register\nplain-http = yes",
                "X-Scanned: by hooks.py",
                scanner::kill,
                scanner::startAgain,
                name -> kill(name, scanner.pid()),
                scanner::close);
    }

    private static void kill(String name, long pid) {
        Tools.run("kill", "-" + name, Long.toString(pid));
    }

    private static void killAll(String name, long pid) {
        ProcessHandle first = ProcessHandle.of(pid).orElseThrow();
        first.descendants().forEach(child -> kill(name, child.pid()));
        kill(name, pid);
    }

    @Override
    public void close() {
        end.run();
    }
}
