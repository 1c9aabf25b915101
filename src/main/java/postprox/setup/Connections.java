package postprox.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** The TCP sockets of this machine, by proc(5). */
final class Connections {
    private static final String ESTABLISHED = "01";
    private static final String LISTENS = "0A";

    /** Columns of the tables. */
    private static final int LOCAL_ADDRESS = 1;

    private static final int STATE = 3;
    private static final int USER = 7;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;

    private Connections() {}

    /** How many clients are connected to a port of this machine. */
    static int to(int port) throws IOException {
        return rows(row -> port(row) == port && row[STATE].equals(ESTABLISHED)).size();
    }

    /** The numbers of the users who have made the sockets that listen at a port of an address of this machine, or of all of them. */
    static Set<Integer> usersAt(InetAddress address, int port) throws IOException {
        String inTable = inTable(address.getAddress());
        Set<Integer> users = new HashSet<>();
        for (String[] row : rows(row -> port(row) == port && row[STATE].equals(LISTENS))) {
            String own = row[LOCAL_ADDRESS].substring(0, row[LOCAL_ADDRESS].lastIndexOf(':'));
            if (own.equals(inTable) || own.chars().allMatch(digit -> digit == '0')) {
                users.add(Integer.parseInt(row[USER]));
            }
        }
        return users;
    }

    /** An address as the tables have it: words of four bytes, each as a number of this machine. */
    private static String inTable(byte[] address) {
        ByteBuffer words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        while (words.hasRemaining()) {
            text.append(String.format(Locale.ROOT, "%08X", words.getInt()));
        }
        return text.toString();
    }

    /** The sockets at ports that have a client, as the links in a process's directory {@code fd} name them. */
    static Set<String> socketsAt(Set<Integer> ports) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String[] row : rows(row -> ports.contains(port(row)) && !row[STATE].equals(LISTENS))) {
            sockets.add("socket:[" + row[INODE] + "]");
        }
        return sockets;
    }

    private static int port(String[] row) {
        String address = row[LOCAL_ADDRESS];
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL);
    }

    private static List<String[]> rows(Predicate<String[]> wanted) throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            if (Files.isReadable(table)) {
                // The first line has the columns' names.
                Files.readAllLines(table, StandardCharsets.US_ASCII).stream()
                        .skip(1)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(row -> row.length > INODE && wanted.test(row))
                        .forEach(rows::add);
            }
        }
        return rows;
    }
}
