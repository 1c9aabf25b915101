package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import postprox.doctor.Depth;
import postprox.doctor.Doctor;
import postprox.doctor.Finding;
import postprox.doctor.Machine;
import postprox.postfix.Postfix;

/** A Postfix as packaging/postfix shows it, on ports of its own, for postprox doctor to look at. */
final class DoctorSite implements AutoCloseable {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final SyslogReceiver syslog = SyslogReceiver.in(workspace);
    private final Arrangement.Ports ports = Arrangement.Ports.free();
    private final String filter = workspace.script("filter", "exit 0\n").toString();
    private final PostfixInstance postfix =
            PostfixInstance.in(workspace, "site", Tools.freePort()).parameter("milter_default_action", "accept");

    /**
     * Makes one, which does not run yet.
     *
     * @param name the arrangement
     * @param from a text of master.cf, with the documented ports
     * @param to   another text in its place
     */
    DoctorSite(String name, String from, String to) {
        Arrangement arrangement = entries(name);
        new Arrangement(arrangement.main(), arrangement.master().replace(from, to))
                .on(ports)
                .addTo(postfix);
        if (!arrangement.master().contains("smtp inet")) {
            postfix.service("127.0.0.1:" + ports.smtp() + " inet n - n - 20 smtpd");
        }
    }

    static DoctorSite of(String name) {
        return new DoctorSite(name, "", "");
    }

    /** The entries of an arrangement that run this installation, with the documented ports. */
    private Arrangement entries(String name) {
        return Arrangement.of(name).running(installation, filter, syslog);
    }

    PostfixInstance postfix() {
        return postfix;
    }

    DoctorSite start() {
        postfix.start();
        return this;
    }

    /** The port in the place of a documented one, 10025 or 10026. */
    int port(int documented) {
        return ports.local().get(documented - 10_025);
    }

    Path directory() {
        return workspace.path("site/etc");
    }

    Path file(String name, String text, String mode) {
        Path file = workspace.file(name, text);
        Tools.run("chmod", mode, file.toString());
        return file;
    }

    /** Writes another filter, a script of sh(1). */
    void filter(String script) {
        Path _ = workspace.script("filter", script + "\n");
    }

    /** A program with the name of postprox that ends at once. */
    static String brokenProgram(Workspace workspace) {
        Path _ = workspace.directory("broken");
        return workspace.script("broken/postprox", "exit 0\n").toString();
    }

    /** Adds a second front and a second postprox to master.cf, which a Postfix that runs has not read. */
    void addUnreadEntries() {
        String more = entries("before-queue")
                .master()
                .replace("smtp inet n - y", "127.0.0.1:" + Tools.freePort() + " inet n - n")
                .replace("10025", Integer.toString(Tools.freePort()))
                .replaceAll("(?s)# Behind.*", "")
                .replace("10026", Integer.toString(port(10_026)));
        try {
            Path _ = Files.writeString(directory().resolve("master.cf"), more, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a postprox that listens, and has master.cf ask that one, and start none. */
    ProxyService listening() throws IOException {
        ProxyService service =
                ProxyService.before(port(10_026), installation, "command:" + filter + ",on-failure=tempfail");
        Path master = directory().resolve("master.cf");
        String text = Files.readString(master)
                .replaceAll("(?m)^\\S+ inet .* spawn\n(?:\\s.*\n)*", "")
                .replace(
                        "smtpd_proxy_filter=127.0.0.1:" + port(10_025),
                        "smtpd_proxy_filter=127.0.0.1:" + service.port());
        Path _ = Files.writeString(master, text);
        return service;
    }

    List<Finding> findings(Depth depth) throws IOException {
        return Doctor.examine(
                Postfix.in(directory()),
                depth,
                new Machine(
                        workspace.path("postprox.conf"),
                        List.of(),
                        Path.of("/proc"),
                        workspace.path("state"),
                        workspace.path("logs")),
                _ -> {});
    }

    /** What is wrong, by an examination. */
    List<Finding> trouble(Depth depth) throws IOException {
        return findings(depth).stream().filter(Finding::isTrouble).toList();
    }

    /** Runs the command on this site, behind words such as those of setpriv(1). */
    Tools.Result command(List<String> before, String... options) {
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(
                installation.launcher().toString(),
                "doctor",
                "--quick",
                "--postfix",
                directory().toString()));
        words.addAll(List.of(options));
        return Tools.attempt(words);
    }

    @Override
    public void close() {
        postfix.close();
        syslog.close();
        workspace.close();
    }
}
