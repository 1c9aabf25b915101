package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program that runs until it is told to end, in a session of its own, with pipes at its three standard streams. A platform thread
 * reads what it writes, at all times, so that the program never waits for room. When the program has ended, all other processes of
 * its session are killed. If this process is killed, the program finds the end of its standard input. Thread-safe; no method but
 * {@link #stop} waits.
 */
public final class PipedProcess {
    /** The time between SIGTERM and SIGKILL, as for {@link ChildProcess}. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** How long a killed program may take to end. It takes longer only if the kernel itself waits for a disk or NFS. */
    private static final Duration LAST_WAIT = Duration.ofMillis(400);

    private final int pid;
    private final int pidfd;
    private final InputPipe input;
    private final int output;
    private final int errors;
    private final CountDownLatch ended = new CountDownLatch(1);

    // Guards the one below: no signal goes to a number that may belong to another process by now.
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isReaped;

    // Held from a read of the output until the listener has the bytes, so that hasOutput() finds them in one place.
    private final ReentrantLock reading = new ReentrantLock();

    /** Hears what a program does, on the thread that reads from it. */
    public interface Listener extends PipeListener {
        /** The program has been started. This is the first call. */
        void started(PipedProcess process);

        /** The program has ended. This is the last call. */
        void ended(ChildExit exit);
    }

    private PipedProcess(int pid, int pidfd, InputPipe input, int output, int errors) {
        this.pid = pid;
        this.pidfd = pidfd;
        this.input = input;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts a program, and has a thread read from it until it has ended. That thread also starts the program, whose parent it is
     * then for as long as the program runs ({@link AdoptedChildren}).
     *
     * @param name     the thread's name
     * @param listener gets the program, and hears what it does
     * @throws IOException if the program cannot be started, for want of processes, threads, descriptors or memory
     */
    public static void start(SpawnRequest request, String name, Listener listener) throws IOException {
        CompletableFuture<Optional<IOException>> result = new CompletableFuture<>();
        try {
            Thread.ofPlatform().daemon().name(name).start(() -> run(request, listener, result));
        } catch (OutOfMemoryError e) {
            // Java throws this also if the system has no thread left for it (pthread_create(3), EAGAIN).
            throw new IOException("no thread for the program: " + e.getMessage(), e);
        }
        Optional<IOException> failure = result.join();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private static void run(SpawnRequest request, Listener listener, CompletableFuture<Optional<IOException>> result) {
        PipedProcess process;
        try {
            process = spawn(request);
        } catch (IOException e) {
            result.complete(Optional.of(e));
            return;
        } catch (RuntimeException | Error e) {
            result.complete(Optional.of(new IOException("cannot start " + request.path() + ": " + e, e)));
            return;
        }
        listener.started(process);
        result.complete(Optional.empty());
        process.watch(listener);
    }

    private static PipedProcess spawn(SpawnRequest request) throws IOException {
        try (Arena arena = Arena.ofConfined();
                NewPipes pipes = new NewPipes()) {
            Descriptors.Pipe input = pipes.make(arena);
            Descriptors.Pipe output = pipes.make(arena);
            Descriptors.Pipe errors = pipes.make(arena);
            FileFlags.doNotWait(arena, input.writeEnd());
            int pid =
                    Spawner.spawn(request, new Spawner.Streams(input.readEnd(), output.writeEnd(), errors.writeEnd()));
            int pidfd;
            try {
                pidfd = Processes.openPidfd(arena, pid);
            } catch (IOException e) {
                Processes.killGroup(pid, Processes.SIGKILL);
                Processes.reapLater(pid);
                throw e;
            }
            pipes.keep(input.writeEnd(), output.readEnd(), errors.readEnd());
            return new PipedProcess(pid, pidfd, new InputPipe(input.writeEnd()), output.readEnd(), errors.readEnd());
        }
    }

    /**
     * Writes bytes to the program's standard input. What the pipe has no room for is written by a thread, as soon as there is room.
     * The caller writes nothing more until the program has answered.
     *
     * @throws IOException if the program has closed its standard input, or has ended
     */
    public void write(byte[] bytes) throws IOException {
        input.write(bytes);
    }

    /**
     * Ends the program: by the end of its standard input, by SIGTERM to its process group, and half a second later by SIGKILL to its
     * session. Waits until it has ended, at most for a second beyond the patience.
     *
     * @param patience the time between the end of its standard input and SIGTERM
     */
    public void stop(Duration patience) throws InterruptedException {
        input.close();
        if (!awaitEnd(patience)) {
            signal(Processes.SIGTERM);
            if (!awaitEnd(GRACE)) {
                signal(Processes.SIGKILL);
                boolean _ = awaitEnd(LAST_WAIT);
            }
        }
    }

    /** Waits until the program has ended, at most for some time. Returns whether it has. */
    public boolean awaitEnd(Duration time) throws InterruptedException {
        return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether the program runs. */
    public boolean isAlive() {
        lock.lock();
        try {
            return !isReaped && !Readiness.isReadable(pidfd);
        } catch (IOException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the program has written to its standard output what the listener has not heard yet. What was read before has been
     * heard when this returns: so the caller must hold no lock that the listener needs.
     */
    public boolean hasOutput() {
        reading.lock();
        lock.lock();
        try {
            return !isReaped && Readiness.hasBytes(output);
        } catch (IOException e) {
            return false;
        } finally {
            lock.unlock();
            reading.unlock();
        }
    }

    private void signal(int signal) {
        lock.lock();
        try {
            if (!isReaped && signal == Processes.SIGKILL) {
                Processes.killSession(pid, signal);
            } else if (!isReaped) {
                Processes.killGroup(pid, signal);
            }
        } catch (IOException e) {
            // There is no /proc to look through. The process group has got the signal.
        } finally {
            lock.unlock();
        }
    }

    private void watch(Listener listener) {
        try (Arena arena = Arena.ofConfined()) {
            PipeReader reader = new PipeReader(arena, pidfd, output, errors, reading, listener);
            boolean isOver = false;
            while (!isOver) {
                isOver = reader.readUntilEnd();
            }
            reader.readRest();
        } catch (IOException e) {
            // poll(2) has no memory. The program cannot be read from any more, and is killed below.
        } finally {
            end(listener);
        }
    }

    private void end(Listener listener) {
        // The kill comes before the leader is reaped: until then no other session and no other group can have its
        // number.
        signal(Processes.SIGKILL);
        ChildExit exit = new ChildExit.Signal(Processes.SIGKILL);
        try {
            // Waits here and not under the lock: a program that waits for a disk takes its time to die.
            exit = reaped();
        } catch (IOException e) {
            // It has been reaped already.
        }
        closeAll();
        listener.ended(exit);
        ended.countDown();
    }

    private ChildExit reaped() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            while (Descriptors.awaitReadable(arena, pidfd, PollSet.NONE, 60_000) == 0) {
                // It is being killed.
            }
        }
        lock.lock();
        try {
            isReaped = true;
            return Processes.reap(pid);
        } finally {
            lock.unlock();
        }
    }

    private void closeAll() {
        input.close();
        lock.lock();
        try {
            isReaped = true;
            Descriptors.close(output);
            Descriptors.close(errors);
            Descriptors.close(pidfd);
        } finally {
            lock.unlock();
        }
    }
}
