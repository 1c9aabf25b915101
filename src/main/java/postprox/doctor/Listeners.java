package postprox.doctor;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The processes that listen on ports of this machine, by proc(5). Only root sees the processes of others. */
final class Listeners {
    private static final String LISTENING = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;
    private static final int WORD = 4;

    private final Path processes;

    /** The sockets that listen, and the place of each. */
    private final Map<String, Place> places = new HashMap<>();

    /** An address and a port. */
    private record Place(InetAddress address, int port) {
        /** Whether it is the same place as another one, which may be a port of all addresses. */
        boolean isAt(Optional<InetAddress> other, int otherPort) {
            return port == otherPort
                    && (other.isEmpty() || covers(address, other.get()) || covers(other.get(), address));
        }

        /** Whether an address is another one, or all of its family. That of IPv6 is for IPv4 too, as a rule. */
        private static boolean covers(InetAddress one, InetAddress other) {
            return one.equals(other)
                    || one.isAnyLocalAddress() && (one instanceof Inet6Address || other instanceof Inet4Address);
        }
    }

    /**
     * A process that listens.
     *
     * @param id      its number
     * @param command its command line
     * @param user    the name of its user, if that is known
     */
    record Listener(String id, List<String> command, Optional<String> user) {
        /** The name of its program. */
        String program() {
            String path = command.isEmpty() ? "" : command.getFirst();
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    private Listeners(Path processes) {
        this.processes = processes;
    }

    /** Reads the sockets that listen now. */
    static Listeners in(Path processes) throws IOException {
        Listeners listeners = new Listeners(processes);
        for (String table : List.of("net/tcp", "net/tcp6")) {
            Path file = processes.resolve(table);
            if (Files.isReadable(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                    listeners.add(line.strip().split(" +"));
                }
            }
        }
        return listeners;
    }

    private void add(String[] fields) {
        if (fields.length > INODE && fields[STATE].equals(LISTENING)) {
            String[] local = fields[LOCAL].split(":");
            places.put(
                    "socket:[" + fields[INODE] + "]",
                    new Place(address(local[0]), Integer.parseInt(local[1], HEXADECIMAL)));
        }
    }

    /** An address as the kernel prints it: words of four bytes, each back to front (on the machines that postprox runs on). */
    private static InetAddress address(String hexadecimal) {
        byte[] bytes = HexFormat.of().parseHex(hexadecimal);
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = bytes[i / WORD * WORD + WORD - 1 - i % WORD];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Whether anybody listens on a port. */
    boolean any(int port) {
        return places.values().stream().anyMatch(place -> place.isAt(Optional.empty(), port));
    }

    /** The process that listens on a port of any address; empty if there is none, or this user may not see it. */
    Optional<Listener> on(int port) {
        return on(Optional.empty(), port);
    }

    /**
     * The process that listens on a port of an address.
     *
     * @param address the address; empty for any
     */
    Optional<Listener> on(Optional<InetAddress> address, int port) {
        Set<String> sockets = new HashSet<>();
        places.forEach((socket, place) -> {
            if (place.isAt(address, port)) {
                boolean _ = sockets.add(socket);
            }
        });
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(processes)) {
            return all.filter(process -> isNumber(process) && has(process, sockets))
                    .sorted()
                    .findFirst()
                    .map(Listeners::listener);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isNumber(Path process) {
        return String.valueOf(process.getFileName()).chars().allMatch(Character::isDigit);
    }

    private static boolean has(Path process, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException e) {
            // The process has ended meanwhile, or is another user's.
            return false;
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Listener listener(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            String user = Files.readAttributes(process, PosixFileAttributes.class)
                    .owner()
                    .getName();
            return new Listener(String.valueOf(process.getFileName()), List.of(line.split("\0")), Optional.of(user));
        } catch (IOException e) {
            return new Listener(String.valueOf(process.getFileName()), List.of(), Optional.empty());
        }
    }
}
