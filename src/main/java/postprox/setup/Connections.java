package postprox.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The TCP sockets of this machine, by proc(5). */
final class Connections {
    private static final String ESTABLISHED = "01";
    private static final String LISTENS = "0A";

    /** Columns of the tables. */
    private static final int LOCAL_ADDRESS = 1;

    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;

    private Connections() {}

    /** How many clients are connected to a port of this machine. */
    static int to(int port) throws IOException {
        return rows(row -> port(row) == port && row[STATE].equals(ESTABLISHED)).size();
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
