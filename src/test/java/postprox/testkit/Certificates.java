package postprox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Keys with certificates of their own signature, made by the JDK's keytool in a directory, and servers that have them. */
public final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path directory;

    public Certificates(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes a key and its certificate. Returns the name.
     *
     * @param subject for whom it is, such as {@code ip:127.0.0.1}
     * @param more    more arguments of keytool
     */
    public String make(String name, String subject, String... more) {
        List<String> key = new ArrayList<>(List.of(
                "-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + subject));
        key.addAll(List.of(more));
        keytool(name, key);
        export(name);
        return name;
    }

    private void export(String name) {
        try {
            byte[] certificate = keys(name).getCertificate("key").getEncoded();
            String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
            Files.writeString(pem(name), "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private KeyStore keys(String name) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray());
    }

    /** The file with the certificate in PEM. */
    public Path pem(String name) {
        return directory.resolve(name + ".pem");
    }

    private Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    private void keytool(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/keytool");
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(arguments);
        command.addAll(List.of("-keystore", store(name).toString(), "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A socket on loopback that speaks TLS with a certificate, in some versions or in those of the JDK. */
    public ServerSocket listen(String name, String... versions) throws IOException {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys(name), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            ServerSocket socket =
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
            if (versions.length > 0) {
                ((SSLServerSocket) socket).setEnabledProtocols(versions);
            }
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
