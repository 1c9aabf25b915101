package postprox.world;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Debian's OpenDKIM, a key for our domain and one for a stranger's. A file says what DNS would say of them.
 */
final class Dkim {
    /** Whose mail is signed here: example.org. */
    private static final String OURS = "example.org";

    private static final String THEIRS = "example.net";
    private static final String OPENDKIM = Tools.require("/usr/sbin/opendkim", "opendkim");
    private static final String TESTMSG = Tools.require("/usr/sbin/opendkim-testmsg", "opendkim-tools");
    private static final String OPENSSL = Tools.require("/usr/bin/openssl", "openssl");
    private static final Pattern SIGNATURE = Pattern.compile("(?m)^DKIM-Signature:");
    private static final Pattern PEM_LINE = Pattern.compile("-.*-\n|\n");

    private final Workspace workspace;
    private final Path publicKeys;

    private Dkim(Workspace workspace, Path publicKeys) {
        this.workspace = workspace;
        this.publicKeys = publicKeys;
    }

    static Dkim in(Workspace workspace) {
        String keys = newKey(workspace, OURS) + newKey(workspace, THEIRS);
        return new Dkim(workspace, workspace.file("public-keys", keys));
    }

    private static String newKey(Workspace workspace, String domain) {
        Path key = workspace.file(domain + ".pem", "");
        Tools.run(OPENSSL, "genrsa", "-out", key.toString(), "2048");
        Tools.run("chmod", "a+r", key.toString());
        Tools.run(OPENSSL, "rsa", "-in", key.toString(), "-pubout", "-out", key + ".public");
        String base64 = PEM_LINE.matcher(workspace.read(domain + ".pem.public")).replaceAll("");
        return "test._domainkey." + domain + " v=DKIM1; k=rsa; p=" + base64 + "\n";
    }

    /** The key of our domain. */
    Path ourKey() {
        return workspace.path(OURS + ".pem");
    }

    /** A milter that signs our mail and verifies others', which is which being decided by these lines of opendkim.conf. */
    Milter milter(String name, String settings) {
        int port = Tools.freePort();
        Path config = config(name, """
                UserID nobody
                Domain %s
                Selector test
                KeyFile %s
                """.formatted(OURS, workspace.path(OURS + ".pem")) + settings);
        return Milter.start(
                port,
                workspace.path(name + ".log"),
                OPENDKIM,
                "-f",
                "-x",
                config.toString(),
                "-p",
                "inet:" + port + "@127.0.0.1");
    }

    /** A message as a stranger's server has signed it. */
    String signedByAStranger(String content) {
        Path message = workspace.file("unsigned", content);
        Tools.run(
                "/bin/sh",
                "-c",
                "exec \"$@\" <\"$0\" >\"$0.signed\"",
                message.toString(),
                TESTMSG,
                "-C",
                "-d",
                THEIRS,
                "-s",
                "test",
                "-k",
                workspace.path(THEIRS + ".pem").toString());
        return workspace.read("unsigned.signed");
    }

    /** How many signatures a message has. */
    static long signatures(String content) {
        return SIGNATURE.matcher(content).results().count();
    }

    /** What somebody who has got a message says of its signature. */
    String verdict(String content) {
        Path message = workspace.file("arrived", content);
        return Tools.run(OPENDKIM, "-x", config("verifier", "Mode v\n").toString(), "-v", "-t", message.toString());
    }

    private Path config(String name, String settings) {
        return workspace.file(name + ".conf", """
                Background no
                Syslog no
                RequireSafeKeys no
                Canonicalization relaxed/simple
                OversignHeaders From
                AlwaysAddARHeader yes
                TestPublicKeys %s
                """.formatted(publicKeys) + settings);
    }
}
