package postprox.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import postprox.client.MailClient;
import postprox.smtp.Reply;

/**
 * Sends mail to a postprox process while the JVM records the AOT cache of the build. The cache holds the JVM's profiles of the
 * methods that run for each message. So a later start compiles these methods well at once, and not after some thousand messages
 * (JEP 515).
 *
 * <p>A start loads all classes that were loaded while the cache was recorded. So the recorded process does only what users
 * start: a session on pipes, a service with a filter and a service without one. None has a control socket, which is made when the first
 * client has its reply, so that no start needs its classes. Its clients and its next hop are in this
 * process.
 */
public final class Rehearsal {
    private static final String TEXT =
            "Subject: rehearsal\n\n" + "A line of text as long as most of them are.\n".repeat(90);

    private static final String WITHOUT_LOG = " --foreground --control none --log syslog:/nonexistent/log ";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Rehearsal() {}

    /**
     * Records a cache.
     *
     * @param arguments the program's jar, the file of the cache, and the number of messages for the service without a filter,
     *     of which the service with a filter gets a tenth, and the options that the launcher gives to every JVM
     * @throws IOException if the recorded process gives another reply than it must
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String jar = arguments[0];
        int messages = Integer.parseInt(arguments[2]);
        try (MailServer nextHop = MailServer.start(_ -> {})) {
            String hop = "127.0.0.1:" + nextHop.port();
            int port = freePort();
            int filteredPort = freePort();
            List<String> options = new ArrayList<>(List.of(arguments).subList(3, arguments.length));
            options.addAll(List.of("-XX:AOTCacheOutput=" + arguments[1], "-jar", jar, "rehearse", "--"));
            Process recorded = start(
                    options,
                    List.of(
                            "-c true --log syslog:/nonexistent/log " + hop,
                            "-l " + port + WITHOUT_LOG + hop,
                            "-l " + filteredPort + WITHOUT_LOG + "-v -c true " + hop));
            try {
                converse(recorded);
                send(recorded, port, messages);
                send(recorded, filteredPort, messages / 10);
                recorded.destroy();
                // The process writes the cache before it ends. Its exit status does not tell whether it has.
                int _ = recorded.waitFor();
            } finally {
                recorded.destroyForcibly();
            }
        }
    }

    private static Process start(List<String> options, List<String> commandLines) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(commandLines);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Postfix's spawn(8) leaves no locale either, and other classes write and read text in one.
        builder.environment().clear();
        return builder.start();
    }

    private static void converse(Process recorded) throws IOException {
        BufferedReader replies =
                new BufferedReader(new InputStreamReader(recorded.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream commands = recorded.getOutputStream();
        for (String group : List.of(
                "EHLO client.example.org\r\n",
                "XFORWARD NAME=client.example.org ADDR=192.0.2.1\r\nXFORWARD PROTO=ESMTP HELO=client.example.org\r\n",
                "MAIL FROM:<alice@example.org> BODY=8BITMIME\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n",
                "Subject: rehearsal\r\n\r\nHello.\r\n.\r\n",
                "QUIT\r\n")) {
            commands.write(group.getBytes(StandardCharsets.ISO_8859_1));
            commands.flush();
        }
        String last = "nothing";
        for (String line = replies.readLine(); line != null; line = replies.readLine()) {
            last = line;
        }
        if (!last.startsWith("221")) {
            throw new IOException("the session on pipes ended with: " + last);
        }
    }

    private static void send(Process recorded, int port, int messages) throws IOException {
        awaitListener(recorded, port);
        for (int i = 0; i < messages; i++) {
            Reply reply =
                    MailClient.send(port, "demo-client.example.org", "alice@example.org", "bob@example.com", TEXT);
            if (!reply.isPositive()) {
                throw new IOException("a message was answered with: " + reply.oneLine());
            }
        }
    }

    private static void awaitListener(Process recorded, int port) throws IOException {
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!recorded.isAlive()) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
