package postprox.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * Free ports of 127.0.0.1 for programs that have to be told one. Each is given to one test alone, also where several JVMs
 * run tests: a JVM takes a block of ports at a time, and holds the UDP port with the block's first number until it ends.
 * A port that the kernel chose and that was closed again would be the next one's whom the kernel chooses it for.
 * Thread-safe.
 */
public final class Ports {
    /** Linux gives those who ask for any port, and those who connect, one from 32768 on (ip_local_port_range in ip(7)). */
    private static final int END = 32_768;

    private static final int BLOCK = 64;
    private static final int BLOCKS = 192;
    private static final int START = END - BLOCKS * BLOCK;

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final Ports OF_THIS_JVM = new Ports();

    private final List<DatagramSocket> held = new ArrayList<>();

    /** Other JVMs begin elsewhere: what one that has just ended leaves behind may take a moment longer to end. */
    private int block = (int) (ProcessHandle.current().pid() % BLOCKS);

    private int next;
    private int end;

    private Ports() {}

    /** A port that nobody listens on, and that nobody else is given. */
    public static int free() {
        synchronized (OF_THIS_JVM) {
            return OF_THIS_JVM.nextFree();
        }
    }

    private int nextFree() {
        while (true) {
            if (next == end) {
                takeBlock();
            }
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
    }

    private void takeBlock() {
        for (int tried = 0; tried < BLOCKS; tried++) {
            int start = START + block * BLOCK;
            block = (block + 1) % BLOCKS;
            if (holds(start)) {
                next = start;
                end = start + BLOCK;
                return;
            }
        }
        throw new AssertionError("all ports from " + START + " to " + (END - 1) + " are taken");
    }

    private boolean holds(int port) {
        try {
            held.add(new DatagramSocket(port, LOOPBACK));
            return true;
        } catch (SocketException e) {
            // Another JVM holds the block, this one perhaps.
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            // Somebody uses it.
            return false;
        }
    }
}
