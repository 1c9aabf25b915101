package postprox.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The TCP connections of this machine, by proc(5). */
final class Connections {
    private static final String ESTABLISHED = "01";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;

    private Connections() {}

    /** How many clients are connected to a port of this machine. */
    static int to(int port) throws IOException {
        String end = String.format(Locale.ROOT, ":%04X", port);
        int count = 0;
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            if (Files.isReadable(table)) {
                for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                    String[] fields = line.strip().split("\\s+");
                    if (fields.length > STATE
                            && fields[LOCAL_ADDRESS].endsWith(end)
                            && fields[STATE].equals(ESTABLISHED)) {
                        count++;
                    }
                }
            }
        }
        return count;
    }
}
