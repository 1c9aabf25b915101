package postprox.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** The name servers of this machine, by resolv.conf(5). */
public final class NameServers {
    /** The port of name servers (RFC 1035 section 4.2). */
    public static final int PORT = 53;

    private static final Path FILE = Path.of("/etc/resolv.conf");

    /** The number of servers of which the C library takes notice (MAXNS). */
    private static final int MAX = 3;

    private NameServers() {}

    /** The servers that the file names; that of this machine if it names none, or cannot be read. */
    public static List<InetSocketAddress> ofMachine() {
        List<InetSocketAddress> servers;
        try {
            servers = read(Files.readString(FILE, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            servers = List.of();
        }
        return servers.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT)) : servers;
    }

    /** The servers that the text of such a file names. A line with anything but an address counts as none. */
    static List<InetSocketAddress> read(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String line : text.lines().toList()) {
            StringTokenizer words = new StringTokenizer(line, " \t");
            if (servers.size() < MAX
                    && words.countTokens() >= 2
                    && words.nextToken().equals("nameserver")) {
                try {
                    servers.add(new InetSocketAddress(InetAddress.ofLiteral(words.nextToken()), PORT));
                } catch (IllegalArgumentException e) {
                    // The C library passes such a line over too.
                }
            }
        }
        return servers;
    }
}
