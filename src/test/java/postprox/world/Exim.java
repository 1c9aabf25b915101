package postprox.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's Exim as a client that uses BDAT by itself. Its package is an alternative to Postfix's and cannot be installed
 * beside it, so it is unpacked into a directory of the test; a user that it insists on is there for its processes alone
 * (mount_namespaces(7)).
 */
final class Exim {
    private static final String PACKAGE = "exim4-daemon-light";
    private static final String USER = "Debian-exim";

    private static final String UNSHARE = Tools.require("/usr/bin/unshare", "util-linux");

    private final Workspace workspace;
    private final Path home;

    private Exim(Workspace workspace, Path home) {
        this.workspace = workspace;
        this.home = home;
    }

    /** One that sends all mail to a port of 127.0.0.1. */
    static Exim in(Workspace workspace, int port) {
        Path home = workspace.directory("exim");
        // As root, apt-get writes as a user of its own if it can.
        workspace.openDirectory("exim/package");
        shell(
                home.resolve("package"),
                "apt-get -q download " + PACKAGE
                        + " || { echo 'run apt-get update first' >&2; exit 1; }; dpkg-deb -x *.deb ../unpacked");
        workspace.openDirectory("exim/spool");
        workspace.openDirectory("exim/log");
        workspace.file("exim/passwd", "root:x:0:0::/:/bin/sh\n" + USER + ":x:64999:64999::/:/bin/false\n");
        workspace.file("exim/group", "root:x:0:\nmail:x:8:\n" + USER + ":x:64999:\n");
        workspace.file("exim/exim.conf", """
                primary_hostname = exim.example.org
                spool_directory = %1$s/spool
                log_file_path = %1$s/log/%%s
                exim_path = %1$s/unpacked/usr/sbin/exim4
                keep_environment =
                begin routers
                # Who sent a refused message reads the log.
                bounces:
                  driver = redirect
                  senders = :
                  data = :blackhole:
                all:
                  driver = manualroute
                  route_list = * 127.0.0.1::%2$d
                  self = send
                  transport = smtp
                begin transports
                smtp:
                  driver = smtp
                """.formatted(home, port));
        Exim exim = new Exim(workspace, home);
        exim.requireLibraries();
        return exim;
    }

    /** What it links with is in packages that can be installed. */
    private void requireLibraries() {
        String libraries = Tools.run(
                "/usr/bin/ldd", home.resolve("unpacked/usr/sbin/exim4").toString());
        if (libraries.contains("not found")) {
            throw new AssertionError("Exim's libraries are missing: apt-get install --no-install-recommends"
                    + " libgnutls-dane0 libidn12 (or run ./test)\n" + libraries);
        }
    }

    /**
     * Sends a message, and waits until it was delivered or not.
     *
     * @param message lines that end with LF, one byte a character
     * @return what its log says of deliveries; K stands for CHUNKING (Exim's specification, section 53.9)
     */
    String send(String sender, String recipient, String message) {
        workspace.file("exim/message", message);
        shell(
                home,
                "mount --bind passwd /etc/passwd && mount --bind group /etc/group &&"
                        + " exec unpacked/usr/sbin/exim4 -C \"$PWD/exim.conf\" -odf -oi -f " + sender + " " + recipient
                        + " <message");
        return workspace.read("exim/log/main");
    }

    private static void shell(Path directory, String command) {
        List<String> words = new ArrayList<>(List.of(UNSHARE, "--mount", "/bin/sh", "-c"));
        words.add("cd \"$0\" && " + command);
        words.add(directory.toString());
        Tools.run(words.toArray(String[]::new));
    }
}
