package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How HAProxy sees its servers, and what an administrator tells it of them: its stats socket (management.txt of haproxy, 9.3).
 *
 * @param socket  the socket's path
 * @param backend the backend or listener whose servers these are
 */
record HaProxyView(Path socket, String backend) {
    /**
     * What it says of a server.
     *
     * @param status   one word, such as {@code UP}, {@code DRAIN} or {@code DOWN}, and what follows it
     * @param health   how the last check ended, such as {@code L7OK}
     * @param agent    how the last question to the agent ended
     * @param sessions how many it has now
     */
    record Server(String status, String health, String agent, int sessions) {}

    Server server(String name) {
        List<String> lines = say("show stat").lines().toList();
        List<String> columns = columns(lines.getFirst().substring("# ".length()));
        List<String> values = lines.stream()
                .filter(line -> line.startsWith(backend + "," + name + ","))
                .findFirst()
                .map(HaProxyView::columns)
                .orElseThrow(() -> new AssertionError("no server " + name + " in:\n" + lines));
        return new Server(
                values.get(columns.indexOf("status")),
                values.get(columns.indexOf("check_status")),
                values.get(columns.indexOf("agent_status")),
                Integer.parseInt(values.get(columns.indexOf("scur"))));
    }

    private static List<String> columns(String line) {
        return List.of(line.split(",", -1));
    }

    /** Waits until it sees a server so. */
    void awaitStatus(String name, String word) {
        Patience.await(
                "HAProxy sees " + name + " " + word, () -> server(name).status().startsWith(word));
    }

    /** The server that has the session of the client with this address. */
    String serverOf(String client) {
        return Pattern.compile("src=" + Pattern.quote(client) + ":.* srv=(\\S+)")
                .matcher(say("show sess"))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no session of " + client));
    }

    /** An administrator's command about a server. */
    void tell(String command, String server, String... words) {
        String said = say(command + " " + backend + "/" + server + " " + String.join(" ", words));
        if (!said.isBlank()) {
            throw new AssertionError(command + " " + server + ": " + said);
        }
    }

    private String say(String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Channels.newOutputStream(channel).write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
