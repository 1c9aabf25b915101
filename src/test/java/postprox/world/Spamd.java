package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import postprox.filter.spamd.SpamdProbe;
import postprox.net.Endpoint;

/**
 * Debian's spamd with two children, run by the user nobody, without network checks. A rule of the tests' own lets a message hang, or kill
 * the child that has it in hand.
 */
public final class Spamd implements AutoCloseable {
    /** In two pieces, or scanners would take this file for spam. */
    public static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-" + "UBE-TEST-EMAIL*C.34X";

    static final String SPAMC = Tools.require("/usr/bin/spamc", "spamc");

    /** A message with this in its subject is not answered before {@link #release}. */
    static final String HANGS = "hang-mark";

    /** A message with this in its subject kills the child. */
    static final String KILLS = "kill-mark";

    static final int CHILDREN = 2;

    private static final String SPAMD = Tools.require("/usr/sbin/spamd", "spamd");
    private static final String SETPRIV = Tools.require("/usr/bin/setpriv", "util-linux");
    private static final Path STOCK = Path.of("/usr/share/spamassassin");

    private static final List<String> STOCK_PLUGINS =
            List.of("BodyEval", "HeaderEval", "HTMLEval", "MIMEEval", "MIMEHeader");

    private final Workspace workspace;
    private final String name;
    private final Path socket;
    private final int port;
    private final List<String> command;
    private Process process;

    private Spamd(Workspace workspace, String name, Path rules, Path site, String... options) {
        this.workspace = workspace;
        this.name = name;
        Path home = workspace.openDirectory(name + "-home");
        this.socket = home.resolve("s");
        this.port = Tools.freePort();
        this.command = new ArrayList<>(List.of(
                SETPRIV,
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                SPAMD,
                "--local",
                "--nouser-config",
                "--configpath=" + rules,
                "--siteconfigpath=" + site,
                "--helper-home-dir=" + home,
                "--max-children=" + CHILDREN,
                "--socketpath=" + socket,
                "--socketmode=0666",
                "--listen=127.0.0.1:" + port,
                "--syslog=stderr",
                "--pidfile=" + home.resolve("pid")));
        command.addAll(List.of(options));
        this.process = begin();
    }

    /** Starts one with the tests' rules alone. */
    static Spamd start(Workspace workspace, String name, String... options) {
        Path rules = workspace.directory(name + "-rules");
        workspace.file(name + "-rules/rules.cf", """
            required_score 5
            report_safe 1
            use_bayes 0
            body MARKER /marker-of-spam/
            score MARKER 10
            body SMALL /small-mark/
            score SMALL 1.5
            body GOOD /good-mark/
            score GOOD -3.2
            body GTUBE /%s/
            score GTUBE 1000
            header FAULTS eval:faults()
            """.formatted(quoted(GTUBE)));
        return new Spamd(workspace, name, rules, site(workspace, name, List.of()), options);
    }

    /** Starts one with SpamAssassin's own rules. */
    static Spamd withStockRules(Workspace workspace) {
        Path site = site(workspace, "stock", STOCK_PLUGINS);
        workspace.file("stock-site/local.cf", "required_score 5\nreport_safe 1\nuse_bayes 0\n");
        return new Spamd(workspace, "stock", STOCK, site);
    }

    private static Path site(Workspace workspace, String name, List<String> plugins) {
        Path site = workspace.directory(name + "-site");
        Path faults = workspace.file(name + "-site/Faults.pm", """
            package Faults;
            use strict;
            use warnings;
            use Mail::SpamAssassin::Plugin;
            our @ISA = ('Mail::SpamAssassin::Plugin');
            sub new {
                my ($class, $main) = @_;
                my $self = bless($class->SUPER::new($main), $class);
                $self->register_eval_rule('faults');
                return $self;
            }
            sub faults {
                my ($self, $pms) = @_;
                my $subject = $pms->get('Subject') || '';
                kill 9, $$ if $subject =~ /kill-mark/;
                while ($subject =~ /hang-mark/ && -e '%s') {
                    select(undef, undef, undef, 0.05);
                }
                return 0;
            }
            1;
            """.formatted(workspace.path(name + ".hold")));
        StringBuilder lines = new StringBuilder("loadplugin Mail::SpamAssassin::Plugin::Check\n");
        plugins.forEach(plugin -> lines.append("loadplugin Mail::SpamAssassin::Plugin::")
                .append(plugin)
                .append('\n'));
        workspace.file(name + "-site/init.pre", lines + "loadplugin Faults " + faults + "\n");
        return site;
    }

    /** A text as a regular expression of Perl's that finds it. */
    private static String quoted(String text) {
        return text.replace("*", "\\*").replace(".", "\\.");
    }

    private Process begin() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            workspace.path(name + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its Unix socket. */
    Endpoint.Unix socket() {
        return new Endpoint.Unix(socket);
    }

    Endpoint port() {
        return new Endpoint.Tcp("127.0.0.1", port);
    }

    /** Waits until a child is free. */
    void await() {
        Patience.awaitAnswer("spamd", process, (dialer, deadline) -> {
            String _ = SpamdProbe.version(socket(), dialer, deadline);
        });
    }

    /** What spamc prints of a message, called with some options. */
    String spamc(String message, String... options) {
        Path file = workspace.file("message.eml", message);
        List<String> line = new ArrayList<>(
                List.of("/bin/sh", "-c", "file=$1; shift; exec \"$@\" <\"$file\"", "sh", file.toString(), SPAMC, "-x"));
        line.addAll(List.of("-d", "127.0.0.1", "-p", Integer.toString(port)));
        line.addAll(List.of(options));
        return Tools.attempt(line).said();
    }

    /** What it logged. */
    String log() {
        return workspace.read(name + ".log");
    }

    /** Has messages hang from now on that have {@link #HANGS}. */
    void hold() {
        Path _ = workspace.file(name + ".hold", "");
    }

    /** Lets them go on. */
    void release() {
        try {
            Files.delete(workspace.path(name + ".hold"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal to it and to its children. */
    void signal(String signal) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(one -> Tools.attempt(List.of("/bin/kill", signal, Long.toString(one.pid()))));
    }

    /** Kills it with its children, as the kernel does with a container. */
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        process.onExit().join();
        end(children);
    }

    /** Kills the first process alone. Returns its children, which keep the port for a while and answer nobody. */
    List<ProcessHandle> killParent() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        process.onExit().join();
        return children;
    }

    static void end(List<ProcessHandle> children) {
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    /** Starts it once more. */
    void startAgain() {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = begin();
        await();
    }

    @Override
    public void close() {
        kill();
    }
}
