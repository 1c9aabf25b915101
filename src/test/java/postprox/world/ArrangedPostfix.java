package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A Postfix that is arranged as a file of packaging/postfix shows, and the ways by which mail gets into it. */
final class ArrangedPostfix implements AutoCloseable {
    private static final String CURL = Tools.require("/usr/bin/curl", "curl");
    private static final String OPENSSL = Tools.require("/usr/bin/openssl", "openssl");

    private final Workspace workspace;
    private final Arrangement.Ports ports;
    private final PostfixInstance postfix;
    private final Process logins;

    private ArrangedPostfix(Workspace workspace, Arrangement.Ports ports, PostfixInstance postfix, Process logins) {
        this.workspace = workspace;
        this.ports = ports;
        this.postfix = postfix;
        this.logins = logins;
    }

    /**
     * Makes one, for others to add to, and to start.
     *
     * @param arrangement without the documented ports yet
     * @param sinkPort    where all mail ends
     */
    static ArrangedPostfix of(Workspace workspace, String name, Arrangement arrangement, int sinkPort) {
        Arrangement.Ports ports = Arrangement.Ports.free();
        PostfixInstance postfix = PostfixInstance.in(workspace, name, sinkPort)
                .parameter("smtpd_authorized_xclient_hosts", "127.0.0.0/8")
                .parameter("local_header_rewrite_clients", "");
        arrangement.on(ports).addTo(postfix);
        return new ArrangedPostfix(workspace, ports, postfix, secure(workspace, name, postfix));
    }

    /** With a certificate, and a login server that believes everybody. */
    private static Process secure(Workspace workspace, String name, PostfixInstance postfix) {
        Path key = workspace.path(name + "/key.pem");
        Path certificate = workspace.path(name + "/certificate.pem");
        String request = "req -x509 -newkey rsa:2048 -nodes -subj /CN=test -keyout " + key + " -out " + certificate;
        Tools.run((OPENSSL + " " + request).split(" "));
        Path logins = workspace.path(name + "/logins");
        postfix.parameter("smtpd_tls_key_file", key.toString())
                .parameter("smtpd_tls_cert_file", certificate.toString())
                .parameter("smtpd_sasl_type", "dovecot")
                .parameter("smtpd_sasl_path", logins.toString());
        return startLogins(logins);
    }

    private static Process startLogins(Path socket) {
        try {
            Process process = new ProcessBuilder(
                            Tools.PYTHON, "-I", "-S", Tools.resource("login-server.py"), socket.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Lines.of(process.getInputStream()).await("^ready$");
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Arrangement.Ports ports() {
        return ports;
    }

    /** Adds an entry to master.cf. */
    void service(String entry) {
        postfix.service(entry);
    }

    void start() {
        postfix.start();
    }

    /** Mail from elsewhere, on port 25 or the one that stands for it; returns the reply to it. */
    static String fromStranger(int port, String content) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("EHLO localhost")).contains("XCLIENT");
            assertThat(client.say("XCLIENT NAME=mail.example.net ADDR=192.0.2.7"))
                    .startsWith("220");
            assertThat(client.say("EHLO mail.example.net")).startsWith("250");
            return client.send("a@example.org", "b@example.com", content);
        }
    }

    /** Mail of a user who logs in on port 587. */
    void fromUser(String content) {
        submit("smtp", ports.submission(), content);
    }

    /** Mail of a user who logs in on port 465. */
    void fromUserByTls(String content) {
        submit("smtps", ports.submissions(), content);
    }

    /** Mail of a user who logs in. */
    void submit(String scheme, int port, String content) {
        Path message = workspace.file("submitted", content);
        Tools.run(
                CURL,
                "--silent",
                "--show-error",
                "--insecure",
                "--ssl-reqd",
                "--sasl-ir",
                "--user",
                "user:user",
                "--mail-from",
                "a@example.org",
                "--mail-rcpt",
                "b@example.net",
                "--upload-file",
                message.toString(),
                scheme + "://127.0.0.1:" + port + "/client.example.org");
    }

    /** Mail of a program on this machine. */
    void fromProgram(String content) {
        postfix.sendmail("a@example.org", "b@example.com", content.replace("\r\n", "\n"));
    }

    @Override
    public void close() {
        postfix.close();
        logins.destroy();
    }
}
