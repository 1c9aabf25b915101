package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The descriptors at whose other end somebody is. Nothing here waits, where poll(2) has called them ready. */
sealed interface PeerEnd {
    /** Where the peer is heard. */
    int input();

    /** Where it is spoken to. */
    int output();

    /** As read(2): a count or -1, and the reason in {@code errno}. */
    int read(MemorySegment errno, MemorySegment buffer, long most);

    /** As write(2). */
    int write(MemorySegment errno, MemorySegment buffer, long most);

    /** Whether writing waits where poll(2) has not called it ready. */
    boolean waitsToWrite();

    /** How much may be written at once, at the most. */
    int mostAtOnce();

    /** Lets the peer know that nothing more will come, where that can be said without closing. Thread-safe. */
    void hangUp();

    void close();

    /** One socket for both. */
    record Socket(int descriptor) implements PeerEnd {
        private static final int MOST_AT_ONCE = 16 * 1024;

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
        public int read(MemorySegment errno, MemorySegment buffer, long most) {
            return Libc.call(() -> (int) (long) RECV.invokeExact(errno, descriptor, buffer, most, MSG_DONTWAIT));
        }

        @Override
        public int write(MemorySegment errno, MemorySegment buffer, long most) {
            return Libc.call(
                    () -> (int) (long) SEND.invokeExact(errno, descriptor, buffer, most, MSG_DONTWAIT | MSG_NOSIGNAL));
        }

        @Override
        public boolean waitsToWrite() {
            return false;
        }

        @Override
        public int mostAtOnce() {
            return MOST_AT_ONCE;
        }

        @Override
        public void hangUp() {
            int _ = Libc.call(() -> (int) SHUTDOWN.invokeExact(descriptor, SHUT_RDWR));
        }

        /** Ends all waits for something to read, now and later. Thread-safe. */
        void stopReading() {
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
        public int read(MemorySegment errno, MemorySegment buffer, long most) {
            return Libc.call(() -> (int) (long) READ.invokeExact(errno, input, buffer, most));
        }

        @Override
        public int write(MemorySegment errno, MemorySegment buffer, long most) {
            return Libc.call(() -> (int) (long) WRITE.invokeExact(errno, output, buffer, most));
        }

        @Override
        public boolean waitsToWrite() {
            return true;
        }

        @Override
        public int mostAtOnce() {
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
