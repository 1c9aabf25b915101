package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Debian's Postfix with a configuration, queue and log of its own; what the machine has under /etc/postfix is not read.
 * It takes mail for example.com and sends all mail on to one port. Postfix insists on being started by root.
 */
public final class PostfixInstance implements AutoCloseable {
    private static final String POSTFIX = Tools.require("/usr/sbin/postfix", "postfix");

    /** Services of master(5) that every instance needs. */
    private static final String SERVICES = """
            postlog   unix-dgram n - n - 1 postlogd
            pickup    unix n - n 60 1 pickup
            cleanup   unix n - n - 0 cleanup
            qmgr      unix n - n 300 1 qmgr
            rewrite   unix - - n - - trivial-rewrite
            bounce    unix - - n - 0 bounce
            defer     unix - - n - 0 bounce
            trace     unix - - n - 0 bounce
            anvil     unix - - n - 1 anvil
            proxymap  unix - - n - - proxymap
            smtp      unix - - n - - smtp
            error     unix - - n - - error
            retry     unix - - n - - error
            scache    unix - - n - 1 scache
            showq     unix n - n - - showq
            tlsmgr    unix - - n 1000? 1 tlsmgr
            """;

    private final Workspace workspace;
    private final Path home;
    private final Path config;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final StringBuilder services = new StringBuilder(SERVICES);
    private final Process follower;
    private final Lines log;
    private boolean running;

    private PostfixInstance(Workspace workspace, Path home, Process follower) {
        this.workspace = workspace;
        this.home = home;
        this.config = home.resolve("etc");
        this.follower = follower;
        this.log = Lines.of(follower.getInputStream());
    }

    /**
     * An instance that sends all mail on.
     *
     * @param nextPort the port of 127.0.0.1 where its mail goes
     */
    public static PostfixInstance in(Workspace workspace, String name, int nextPort) {
        Path home = workspace.directory(name);
        for (String directory : new String[] {"etc", "queue", "data"}) {
            workspace.directory(name + "/" + directory);
        }
        Tools.run("chown", "postfix", home.resolve("data").toString());
        workspace.file(name + "/mail.log", "");
        PostfixInstance instance = new PostfixInstance(workspace, home, follow(home.resolve("mail.log")));
        instance.setDefaults(nextPort);
        return instance;
    }

    private void setDefaults(int nextPort) {
        parameter("compatibility_level", "3.6");
        parameter("config_directory", config.toString());
        parameter("queue_directory", home.resolve("queue").toString());
        parameter("data_directory", home.resolve("data").toString());
        parameter("maillog_file", home.resolve("mail.log").toString());
        parameter("maillog_file_prefixes", home.toString());
        parameter("inet_interfaces", "127.0.0.1");
        parameter("inet_protocols", "all");
        parameter("mynetworks", "127.0.0.0/8");
        parameter("myhostname", home.getFileName() + ".example.org");
        parameter("mydestination", "");
        parameter("relay_domains", "example.com");
        parameter("relay_transport", "smtp");
        parameter("relayhost", "[127.0.0.1]:" + nextPort);
        parameter("disable_dns_lookups", "yes");
        parameter("smtp_host_lookup", "native");
        parameter("alias_maps", "");
        parameter("alias_database", "");
    }

    /** Sets a parameter of main.cf. */
    public PostfixInstance parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Asks of strangers all that main.cf can ask; none of it may be asked of a proxy that stands before this server. */
    PostfixInstance demanding() {
        for (String stage : new String[] {"client", "helo", "sender", "relay", "recipient", "data", "end_of_data"}) {
            parameter("smtpd_" + stage + "_restrictions", "reject");
        }
        return parameter("mynetworks", "192.0.2.0/24")
                .parameter("smtpd_tls_security_level", "encrypt")
                .parameter("smtpd_proxy_filter", "127.0.0.1:" + Tools.freePort())
                .parameter("smtpd_milters", "inet:127.0.0.1:" + Tools.freePort());
    }

    /** Adds a service to master.cf. */
    public PostfixInstance service(String line) {
        services.append(line).append('\n');
        return this;
    }

    /** Starts it; its sockets are bound when this returns (master(8), option -w). */
    public PostfixInstance start() {
        StringBuilder main = new StringBuilder();
        parameters.forEach(
                (name, value) -> main.append(name).append(" = ").append(value).append('\n'));
        String name = String.valueOf(home.getFileName());
        Workspace.letCool(workspace.file(name + "/etc/main.cf", main.toString()));
        workspace.file(name + "/etc/master.cf", services.toString());
        Tools.run(POSTFIX, "-c", config.toString(), "start");
        running = true;
        return this;
    }

    /** Stops it as postfix(1) does, and waits for its end; that command would look once a second whether it has come. */
    void stop() {
        if (running) {
            long pid = Long.parseLong(
                    workspace.read(home.getFileName() + "/queue/pid/master.pid").strip());
            ProcessHandle master = ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("Postfix does not run"));
            boolean _ = master.destroy();
            Residents.awaitEnd(List.of(master));
            running = false;
        }
    }

    /** Makes it try all deferred mail again. */
    void flush() {
        Tools.run(POSTFIX, "-c", config.toString(), "flush");
    }

    /** Whether it has no mail any more (postqueue(1)). */
    boolean hasEmptyQueue() {
        return Tools.run("/usr/sbin/postqueue", "-c", config.toString(), "-p").startsWith("Mail queue is empty");
    }

    /** Hands in mail as a program of this machine does; content has LF alone. */
    void sendmail(String sender, String recipient, String content) {
        String name = home.getFileName() + "/local";
        Path message = workspace.file(name, content);
        Tools.run(
                "/bin/sh",
                "-c",
                "exec /usr/sbin/sendmail -C \"$0\" -f \"$1\" \"$2\" <\"$3\"",
                config.toString(),
                sender,
                recipient,
                message.toString());
    }

    public Lines log() {
        return log;
    }

    @Override
    public void close() {
        stop();
        follower.destroy();
    }

    private static Process follow(Path file) {
        try {
            return new ProcessBuilder("tail", "-n", "+1", "-F", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
