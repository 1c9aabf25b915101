package postprox.interop;

import java.util.List;
import postprox.world.Workspace;

/** An Exim with a configuration, queue and log of its own. */
final class EximRoot {
    static final String EXIM = "/usr/sbin/exim4";

    private static final String LOG = "/var/log/exim4/";

    private final PrivateRoot root;

    private EximRoot(PrivateRoot root) {
        this.root = root;
    }

    /**
     * One that sends all its mail to a port of 127.0.0.1.
     *
     * @param port what route_list takes: a number, or a macro
     * @param main lines of the configuration's first part
     */
    static EximRoot in(Workspace workspace, String name, String port, String main) {
        String user = "Debian-exim";
        PrivateRoot root = PrivateRoot.in(workspace, name, List.of("exim4-base", "exim4-daemon-light"), List.of(user))
                .withLibrariesOf("usr/sbin/exim4")
                .owned("var/spool/exim4", user)
                .owned("var/log/exim4", user);
        workspace.directory(name + "/etc/exim4");
        root.file("etc/exim4/exim4.conf", configuration(name, port, main));
        return new EximRoot(root);
    }

    private static String configuration(String name, String port, String main) {
        return """
                primary_hostname = %s.example.org
                exim_path = %s
                keep_environment =
                smtputf8_advertise_hosts = *
                message_size_limit = %d
                log_selector = +smtp_confirmation
                %s
                begin routers
                # A bounce has nowhere to go: whoever sent the message reads the log.
                bounces:
                  driver = redirect
                  senders = :
                  data = :blackhole:
                onward:
                  driver = manualroute
                  route_list = * 127.0.0.1::%s
                  self = send
                  transport = onward
                begin transports
                onward:
                  driver = smtp
                  # The default is a name, and there is no /etc/services. The router has the port that counts.
                  port = 25
                begin retry
                * * F,1h,1h
                """.formatted(name, EXIM, Case.LARGEST, main, port);
    }

    List<String> command(String... words) {
        return root.command(words);
    }

    /** What it has written to one of its logs. */
    String log(String name) {
        return root.read(LOG.substring(1) + name);
    }

    String version() {
        return Versions.found(command(EXIM, "-bV"), "Exim version (\\S+)");
    }
}
