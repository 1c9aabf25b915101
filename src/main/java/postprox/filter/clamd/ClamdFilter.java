package postprox.filter.clamd;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.service.Servers;
import postprox.filter.service.Visit;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.posix.MemoryFile;
import postprox.posix.NativeCode;
import postprox.posix.OpenFile;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * The virus scanner clamd. Each message has a connection of its own: idle ones would take the places of other clients (MaxQueue).
 * Thread-safe.
 *
 * <p>On a Unix socket clamd gets the descriptor of the message's file, or of a small file in memory for a message that has none. A large
 * version that an earlier filter has made, and all messages on a TCP connection, are streamed. A session on a virtual thread hands the
 * passing of a descriptor to a platform thread, since it waits in system calls.
 */
public final class ClamdFilter implements Filter {
    /** As much of a message without a file goes into a file in memory; the same as a message may take in the spool. */
    private static final long MOST_IN_MEMORY = 64 * 1024;

    private static final int BLOCK_BYTES = 16 * 1024;

    private final Servers servers;
    private final ServiceDialer dialer;
    private final ClamdMeaning meaning;
    private final boolean streams;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("clamd-", 0).factory());

    /**
     * Makes a filter.
     *
     * @param streams whether messages are streamed on a Unix socket too
     */
    public ClamdFilter(Servers servers, ServiceDialer dialer, ClamdMeaning meaning, boolean streams) {
        NativeCode.bindPassing();
        this.servers = servers;
        this.dialer = dialer;
        this.meaning = meaning;
        this.streams = streams;
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        return servers.ask(examination, visit -> answer(scan(examination.message(), visit)));
    }

    private Answer answer(ClamdReply reply) throws Servers.CannotExamine {
        if (reply instanceof ClamdReply.NotScanned(String reason)) {
            throw new Servers.CannotExamine(reason);
        }
        return meaning.of(reply);
    }

    private ClamdReply scan(SpooledMessage message, Visit visit) throws IOException {
        boolean hasDescriptor = message.file().isPresent() || message.size() <= MOST_IN_MEMORY;
        if (visit.server() instanceof Endpoint.Unix server && hasDescriptor && !streams) {
            return onPlatformThread(() -> pass(message, server, visit));
        }
        try (Wire wire = visit.dial(dialer)) {
            return Instream.scan(wire, message.text());
        }
    }

    private static ClamdReply pass(SpooledMessage message, Endpoint.Unix server, Visit visit) throws IOException {
        if (message.file().isPresent()) {
            try (OpenFile file = message.file().get().openAgain()) {
                return PassedFile.scan(server, visit, file);
            }
        }
        try (MemoryFile memory = inMemory(message)) {
            return PassedFile.scan(server, visit, sealed(memory));
        }
    }

    private static MemoryFile inMemory(SpooledMessage message) throws IOException {
        MemoryFile memory = makeMemory();
        boolean complete = false;
        try {
            var text = message.text();
            byte[] block = new byte[Math.clamp(text.size(), 1, BLOCK_BYTES)];
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                append(memory, block, count);
            }
            complete = true;
            return memory;
        } finally {
            if (!complete) {
                memory.close();
            }
        }
    }

    private static MemoryFile makeMemory() throws NotConnected {
        try {
            return MemoryFile.make();
        } catch (IOException e) {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, e);
        }
    }

    /** What the kernel has no memory for is no failure of clamd. */
    private static void append(MemoryFile memory, byte[] block, int count) throws NotConnected {
        try {
            memory.append(block, count);
        } catch (IOException e) {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, e);
        }
    }

    private static OpenFile sealed(MemoryFile memory) throws NotConnected {
        try {
            return memory.sealed();
        } catch (IOException e) {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, e);
        }
    }

    /** The passing of a descriptor. */
    @FunctionalInterface
    interface Passing {
        ClamdReply run() throws IOException;
    }

    /** Runs on a platform thread and waits for it. No memory there is our own want. */
    ClamdReply onPlatformThread(Passing passing) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            return passing.run();
        }
        try {
            return threads.submit(passing::run).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof OutOfMemoryError noMemory) {
                throw new NotConnected(NotConnected.Why.NO_RESOURCES, new IOException(noMemory));
            }
            throw new IllegalStateException("asking clamd failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(WireException.Cause.INTERRUPTED, "interrupted");
        } catch (OutOfMemoryError e) {
            // Java throws this also if the system has no thread left for it (pthread_create(3), EAGAIN).
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, new IOException(e));
        }
    }
}
