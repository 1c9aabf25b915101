package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The descriptors at whose other end somebody is. Nothing here waits, where poll(2) has called them ready. */
public sealed interface PeerEnd {
    /** Where the peer is heard. */
    int input();

    /** Where it is spoken to. */
    int output();

    /**
     * Reads into a buffer, without waiting.
     *
     * @return as read(2): how many bytes, or -1; {@link NativeBuffer#count} tells why
     */
    int read(NativeBuffer buffer, long max);

    /** Writes the first bytes of a buffer. Returns as write(2). */
    int write(NativeBuffer buffer, long max);

    /** Whether writing waits where poll(2) has not called it ready. */
    boolean waitsToWrite();

    /** How much may be written at once, at the most. */
    int maxAtOnce();

    /** Lets the peer know that nothing more will come, where that can be said without closing. Thread-safe. */
    void hangUp();

    /** Closes the descriptors. */
    void close();

    /** The address and port of the peer; nothing for a pipe, a Unix socket, or a peer that has gone. */
    default Optional<InetSocketAddress> address() {
        return PeerAddress.of(input());
    }

    /** The address and port that the peer has connected to. */
    default Optional<InetSocketAddress> ownAddress() {
        return PeerAddress.ofOwnEnd(input());
    }

    /** One socket for both. */
    record Socket(int descriptor) implements PeerEnd {
        private static final int MAX_AT_ONCE = 16 * 1024;

        /** sys/socket.h. */
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

        /** Ends all waits for something to read, now and later. Thread-safe. */
        public void stopReading() {
            int _ = Libc.call(() -> (int) SHUTDOWN.invokeExact(descriptor, SHUT_RD));
        }

        @Override
        public void close() {
            Descriptors.close(descriptor);
        }
    }

    /** A pipe each way, or whatever else is not one socket. */
    record Pipes(int input, int output) implements PeerEnd {
        /** pipe(7): so much can be written to a pipe that poll(2) calls writable, without waiting. */
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
            // The end of a pipe is its closing.
        }

        @Override
        public void close() {
            Descriptors.close(input);
            Descriptors.close(output);
        }
    }
}
