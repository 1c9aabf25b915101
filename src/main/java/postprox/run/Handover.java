package postprox.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import postprox.control.Order;
import postprox.event.ProcessEvent;
import postprox.event.UpgradeEvent;
import postprox.posix.OwnProcess;
import postprox.posix.SuccessorProcess;

/**
 * Hands a service over to a process of the program that is installed now. This process starts the other one itself, so that it has its
 * user, groups, directory, environment and limits, and the one listening socket. Only when that process serves, this one gives way; if it
 * does not come up, all is as before. Thread-safe.
 */
final class Handover implements Order {
    /** Far longer than a start takes, also on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Engine engine;
    private final Mode mode;
    private final Progress progress;
    private final Runnable restoreControl;

    private boolean isUnderWay;
    private boolean isAbandoned;
    private Optional<SuccessorProcess> starting = Optional.empty();

    /**
     * Makes one.
     *
     * @param restoreControl makes the control socket again, if another process has replaced it and has not come up
     */
    Handover(Engine engine, Mode mode, Progress progress, Runnable restoreControl) {
        this.engine = engine;
        this.mode = mode;
        this.progress = progress;
        this.restoreControl = restoreControl;
    }

    /** Why a process has not handed its service over. */
    private static final class NotHandedOver extends Exception {
        private static final long serialVersionUID = 1L;

        private NotHandedOver(String message) {
            super(message);
        }
    }

    /** A process that serves in place of this one. */
    private record Heir(SuccessorProcess process, long pid, String version) {}

    /** Takes a platform thread, since waiting for the other process blocks. */
    @Override
    public Done carryOut(Map<String, String> words) {
        CompletableFuture<Done> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("handover").start(() -> {
            try {
                done.complete(handOver(words.getOrDefault("program", "")));
            } catch (RuntimeException | Error e) {
                engine.log().publish(new ProcessEvent.ProcessMistake(e));
                done.complete(refused("it has made a mistake, see its log: " + e));
            }
        });
        return done.join();
    }

    private Done handOver(String program) {
        Optional<String> hindrance = claim();
        if (hindrance.isPresent()) {
            return refused(hindrance.get());
        }
        try {
            Heir heir = start(program);
            return new Done(
                    json -> {
                        json.writeNumberProperty("successor", heir.pid());
                        json.writeStringProperty("version", heir.version());
                    },
                    () -> giveWay(heir));
        } catch (NotHandedOver | IOException e) {
            String reason = String.valueOf(e.getMessage());
            restore();
            engine.log().publish(new UpgradeEvent.HandoverFailed(reason));
            return refused(reason);
        } catch (RuntimeException | Error e) {
            restore();
            throw e;
        }
    }

    private static Done refused(String reason) {
        return new Done(json -> json.writeStringProperty("failed", reason), () -> {});
    }

    /** Returns why this process cannot hand over now. */
    private synchronized Optional<String> claim() {
        if (isUnderWay) {
            return Optional.of("it hands over to another process already");
        }
        return switch (progress.phase()) {
            case READY -> {
                isUnderWay = true;
                yield Optional.empty();
            }
            case STARTING, STOPPING -> Optional.of("it is being started or stopped");
            case YIELDING -> Optional.of("it has handed over to another process");
        };
    }

    private Heir start(String program) throws IOException, NotHandedOver {
        List<String> command = new ArrayList<>(List.of(
                SuccessorProgram.real(program),
                "--succeeds=" + ProcessHandle.current().pid() + "/" + Version.text()));
        List<String> own = OwnProcess.commandLine();
        command.addAll(own.subList(own.indexOf("-jar") + 2, own.size()));
        SuccessorProcess process = SuccessorProcess.start(command, OwnProcess.environment(), mode.socket());
        try {
            begun(process);
            Heir heir = heir(process, process.next(Optional.of(PATIENCE)));
            ready();
            mode.announce(heir.pid());
            return heir;
        } catch (NotHandedOver | IOException | RuntimeException | Error e) {
            if (!process.hasEnded()) {
                process.kill();
            }
            process.close();
            throw e;
        }
    }

    private synchronized void begun(SuccessorProcess process) throws NotHandedOver {
        if (isAbandoned) {
            throw new NotHandedOver("this process is being stopped");
        }
        starting = Optional.of(process);
    }

    private static Heir heir(SuccessorProcess process, Optional<String> word) throws NotHandedOver {
        if (word.isPresent()) {
            String[] words = word.get().split(" ", 3);
            if (words.length == 3 && words[0].equals(Succession.READY)) {
                // What it has said so far is for the log of a service that logs to standard error.
                byte[] output = process.output().getBytes(StandardCharsets.ISO_8859_1);
                System.err.write(output, 0, output.length);
                System.err.flush();
                return new Heir(process, Long.parseLong(words[1]), words[2]);
            }
        }
        String said = process.output().strip();
        if (!process.hasEnded()) {
            throw new NotHandedOver("the new process was not ready in " + PATIENCE.toSeconds() + " s"
                    + (said.isEmpty() ? "" : "; it has said: " + said));
        }
        throw new NotHandedOver("the new process did not start: " + (said.isEmpty() ? "it said nothing" : said));
    }

    /** From here on a stop of this process does not end the other one. */
    private synchronized void ready() throws NotHandedOver {
        starting = Optional.empty();
        if (isAbandoned) {
            throw new NotHandedOver("this process is being stopped");
        }
    }

    /** Ends what has been started, since this process is being stopped. */
    synchronized void abandon() {
        isAbandoned = true;
        starting.ifPresent(SuccessorProcess::kill);
    }

    /** Takes the pid file and the control socket back, if a process that did not come up had them already. */
    private void restore() {
        mode.restoreTraces();
        restoreControl.run();
        synchronized (this) {
            isUnderWay = false;
            starting = Optional.empty();
        }
    }

    private void giveWay(Heir heir) {
        if (!progress.yieldNow()) {
            return;
        }
        engine.log().publish(new UpgradeEvent.HandedOver(heir.pid(), heir.version()));
        Thread.ofPlatform().daemon().name("successor").start(() -> follow(heir));
        mode.handOver();
    }

    /** Stops when the other process is stopped. */
    private void follow(Heir heir) {
        try (SuccessorProcess process = heir.process()) {
            boolean isExpected = false;
            Optional<String> word = process.next(Optional.empty());
            while (word.isPresent()) {
                if (word.get().equals(Succession.STOP)) {
                    System.exit(Exit.OK.status());
                }
                isExpected = word.get().equals(Succession.HANDED_ON);
                word = process.next(Optional.empty());
            }
            if (!isExpected) {
                engine.log().publish(new UpgradeEvent.SuccessorEnded(heir.pid()));
            }
        } catch (IOException e) {
            engine.log().publish(new ProcessEvent.ProcessMistake(e));
        }
    }
}
