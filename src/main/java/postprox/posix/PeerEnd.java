package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * This process's end of a connection to a peer: one socket, or two pipes. No method waits if poll(2) has called the descriptor
 * ready.
 */
public sealed interface PeerEnd {
    /** The descriptor to read from. */
    int input();

    /** The descriptor to write to. */
    int output();

    /**
     * Reads bytes into a buffer.
     *
     * @param max the maximum number of bytes
     * @return the result of read(2), which {@link NativeBuffer#count} interprets
     */
    int read(NativeBuffer buffer, long max);

    /**
     * Writes the first bytes of a buffer.
     *
     * @param max the maximum number of bytes
     * @return the result of write(2), which {@link NativeBuffer#count} interprets
     */
    int write(NativeBuffer buffer, long max);

    /** Whether {@link #write} waits if poll(2) has not called the descriptor ready. */
    boolean waitsToWrite();

    /** The maximum number of bytes for one {@link #write}. */
    int maxAtOnce();

    /** Tells the peer that no more bytes will come, if this can be told without closing a descriptor. Thread-safe. */
    void hangUp();

    /** Closes the descriptors. */
    void close();

    /** The address and port of the peer; empty for a pipe, a Unix socket, or a peer that has gone. */
    default Optional<InetSocketAddress> address() {
        return PeerAddress.of(input());
    }

    /** The address and port to which the peer has connected; empty for a pipe or a Unix socket. */
    default Optional<InetSocketAddress> ownAddress() {
        return PeerAddress.ofOwnEnd(input());
    }

    /** A socket for both directions. */
    record Socket(int descriptor) implements PeerEnd {
        private static final int MAX_AT_ONCE = 16 * 1024;

        /** The constants of sys/socket.h. */
        private static final int MSG_DONTWAIT = 0x40;

        private static final int MSG_NOSIGNAL = 0x4000;
        private static final int SHUT_RD = 0;
        private static final int SHUT_RDWR = 2;

        private static final FunctionDescriptor ON_BUFFER =
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        private static final MethodHandle RECV = Libc.withErrno("recv", ON_BUFFER);
        private static final MethodHandle SEND = Libc.withErrno("send", ON_BUFFER);
        private static final MethodHandle SHUTDOWN =
                Libc.plain("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

        @Override
        public int input() {
            return descriptor;
        }

        @Override
        public int output() {
            return descriptor;
        }

        @Override
        public int read(NativeBuffer buffer, long max) {
            return Libc.call(
                    () -> (int) (long) RECV.invokeExact(buffer.errno, descriptor, buffer.segment, max, MSG_DONTWAIT));
        }

        @Override
        public int write(NativeBuffer buffer, long max) {
            return Libc.call(() -> (int) (long)
                    SEND.invokeExact(buffer.errno, descriptor, buffer.segment, max, MSG_DONTWAIT | MSG_NOSIGNAL));
        }

        @Override
        public boolean waitsToWrite() {
            return false;
        }

        @Override
        public int maxAtOnce() {
            return MAX_AT_ONCE;
        }

        @Override
        public void hangUp() {
            int _ = Libc.call(() -> (int) SHUTDOWN.invokeExact(descriptor, SHUT_RDWR));
        }

        /** Ends all waits for bytes to read, the present and later ones. Thread-safe. */
        public void stopReading() {
            int _ = Libc.call(() -> (int) SHUTDOWN.invokeExact(descriptor, SHUT_RD));
        }

        @Override
        public void close() {
            Descriptors.close(descriptor);
        }
    }

    /** A pipe for each direction, or any other two descriptors that are not the same socket. */
    record Pipes(int input, int output) implements PeerEnd {
        /** As many bytes can be written without waiting to a pipe that poll(2) calls writable (pipe(7)). */
        private static final int PIPE_BUF = 4096;

        private static final FunctionDescriptor ON_BUFFER =
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
        private static final MethodHandle READ = Libc.withErrno("read", ON_BUFFER);
        private static final MethodHandle WRITE = Libc.withErrno("write", ON_BUFFER);

        @Override
        public int read(NativeBuffer buffer, long max) {
            return Libc.call(() -> (int) (long) READ.invokeExact(buffer.errno, input, buffer.segment, max));
        }

        @Override
        public int write(NativeBuffer buffer, long max) {
            return Libc.call(() -> (int) (long) WRITE.invokeExact(buffer.errno, output, buffer.segment, max));
        }

        @Override
        public boolean waitsToWrite() {
            return true;
        }

        @Override
        public int maxAtOnce() {
            return PIPE_BUF;
        }

        @Override
        public void hangUp() {
            // Only closing a pipe tells the peer.
        }

        @Override
        public void close() {
            Descriptors.close(input);
            Descriptors.close(output);
        }
    }
}
