package postprox.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postprox.chaos.Ledgers.Place;
import postprox.testkit.Ports;
import postprox.world.Patience;

/**
 * A listening postprox at work, between real clients and a real next hop, to which faults happen at random. What the clients
 * heard is held against what the next hop took ({@link Ledgers}), and what is left on the machine against nothing.
 */
final class Chaos {
    private static final String PYTHON = "/usr/bin/python3";
    private static final int SESSIONS = 20;
    private static final List<Fault> ALL = List.of(Fault.values());

    /** Of the file systems of spool and quarantine: enough for a few dozen messages. */
    private static final String SIZE = "8m";

    private static final int WORKERS = 2;

    /**
     * Descriptors that a process opens at its first message, or a moment after its start, and keeps: /dev/urandom, a pipe to wake a thread, the
     * control socket, four for each worker.
     */
    private static final int FEW = 7 + 4 * WORKERS;

    private static final Pattern DISCARDED = Pattern.compile("discard: .*?, to=([^,@]+)@example\\.com, rcpts=1,");

    /** What is sent when the faults are over. */
    private static final int MESSAGES_IN_PEACE = 100;

    private static final int SESSIONS_IN_PEACE = 4;

    private static final int MOST_PAUSE_MILLIS = 1_500;
    private static final int MOST_FAULT_MILLIS = 600;

    private final Path directory;
    private final Path spool;
    private final Path quarantine;
    private final Path sent;
    private final Path arrived;
    private final Path aside;
    private final Collector collector;
    private final Random dice;
    private final Part nextHop;
    private final Part proxy;
    private final int descriptorsAtFirst;
    private final Part clients;
    private final List<String> peacefulClients;
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);

    private Chaos(Path checkout, int messages, long seed) throws IOException, InterruptedException {
        directory = Files.createTempDirectory("postprox-chaos-");
        spool = Files.createDirectory(directory.resolve("spool"));
        sent = directory.resolve("sent");
        arrived = directory.resolve("arrived");
        aside = directory.resolve("aside");
        quarantine = Files.createDirectory(directory.resolve("quarantine"));
        collector = new Collector(quarantine, aside);
        dice = new Random(seed);
        for (Path disk : List.of(spool, quarantine)) {
            run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + SIZE, "postprox-chaos", disk.toString());
        }
        String nextHopPort = Integer.toString(Ports.free());
        String port = Integer.toString(Ports.free());
        nextHop = part("next-hop", "ready", PYTHON, resource("next-hop.py"), nextHopPort, arrived.toString());
        List<String> command = List.of(
                checkout.resolve("postprox").toString(),
                "127.0.0.1:" + nextHopPort,
                "-l",
                "127.0.0.1:" + port,
                "--foreground",
                "--log",
                "stderr",
                "-r",
                "-d",
                spool.toString(),
                "--quarantine",
                quarantine.toString(),
                "--discard",
                "-c",
                resource("filter.sh"),
                "--filter",
                "worker:" + resource("aside.sh") + ",name=aside,workers=" + WORKERS);
        proxy = Part.start(directory, "proxy", "listening on", command);
        descriptorsAtFirst = descriptors();
        clients = Part.start(directory, "clients", "", clients(port, SESSIONS, messages, seed, ""));
        peacefulClients = clients(port, SESSIONS_IN_PEACE, MESSAGES_IN_PEACE, seed, Ledgers.IN_PEACE);
    }

    private List<String> clients(String port, int sessions, int messages, long seed, String prefix) {
        return List.of(
                PYTHON,
                resource("clients.py"),
                port,
                Integer.toString(sessions),
                Integer.toString(messages),
                Long.toString(seed),
                sent.toString(),
                prefix);
    }

    /**
     * Sends messages through faults.
     *
     * @param checkout the directory of the program, a checkout or an installation
     * @throws IOException where the experiment itself failed; its directory, which the message names, is kept then
     */
    static Result run(Path checkout, int messages, long seed) throws IOException, InterruptedException {
        Chaos chaos = new Chaos(checkout, messages, seed);
        boolean sound = false;
        try {
            chaos.sufferUntilAllIsSent();
            Result result = chaos.judge();
            sound = result.isSound();
            return result;
        } finally {
            chaos.end(sound);
        }
    }

    /**
     * How it went.
     *
     * @param ledgers what became of the messages
     * @param faults  what happened, and how often
     * @param left    what was left behind that must not be
     */
    record Result(Ledgers ledgers, Map<Fault, Integer> faults, List<String> left) {
        boolean isSound() {
            return ledgers.violations().isEmpty() && left.isEmpty();
        }
    }

    private void sufferUntilAllIsSent() throws IOException, InterruptedException {
        while (clients.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(dice.nextInt(MOST_PAUSE_MILLIS));
            Fault fault = ALL.get(dice.nextInt(ALL.size()));
            happens(fault);
            collector.collect();
            faults.merge(fault, 1, Integer::sum);
        }
        if (clients.exitStatus() != 0) {
            throw new IOException("the clients failed, see " + directory);
        }
    }

    private void happens(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case PROXY_KILLED -> {
                proxy.kill();
                proxy.restart();
            }
            case PROXY_STOPPED -> {
                proxy.stop();
                proxy.restart();
            }
            case NEXT_HOP_KILLED -> {
                nextHop.kill();
                nextHop.restart();
            }
            case NEXT_HOP_SILENT -> {
                run("kill", "-STOP", Long.toString(nextHop.handle().pid()));
                sleepAWhile();
                run("kill", "-CONT", Long.toString(nextHop.handle().pid()));
            }
            case FILTERS_KILLED -> {
                try (Stream<ProcessHandle> filters = proxy.handle().children()) {
                    filters.limit(3).forEach(ProcessHandle::destroyForcibly);
                }
            }
            case DISK_FULL -> fill(spool);
            case QUARANTINE_FULL -> fill(quarantine);
        }
    }

    private void fill(Path disk) throws IOException, InterruptedException {
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // Now it is full.
        }
        sleepAWhile();
        Files.delete(filler);
    }

    private void sleepAWhile() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(dice.nextInt(MOST_FAULT_MILLIS));
    }

    /**
     * A start and an end behind the last fault: what a killed process left must be gone then, and mail passes as if nothing
     * had been.
     */
    private Result judge() throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        if (!descriptorsAreClosed()) {
            left.add(descriptors() - descriptorsAtFirst + " descriptors more than at the start");
        }
        proxy.stop();
        proxy.restart();
        if (Part.start(directory, "clients-in-peace", "", peacefulClients).exitStatus() != 0) {
            throw new IOException("the clients failed, see " + directory);
        }
        if (!isTidied()) {
            left.add("what killed processes had not finished in the quarantine");
        }
        proxy.stop();
        collector.collect();
        left.addAll(collector.left());
        list(spool).forEach(file -> left.add("a file in the spool: " + file));
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            processes.filter(Chaos::isFilter).forEach(process -> left.add("a filter: " + process.pid()));
        }
        Map<Place, Path> places =
                Map.of(Place.NEXT_HOP, arrived, Place.QUARANTINE, aside, Place.DISCARDED, discarded());
        return new Result(Ledgers.compare(sent, places), faults, List.copyOf(left));
    }

    private static boolean isFilter(ProcessHandle process) {
        String command = process.info().commandLine().orElse("");
        return command.contains(resource("filter.sh")) || command.contains(resource("aside.sh"));
    }

    /** The ledger of the messages of which the proxy's log says that they were thrown away. */
    private Path discarded() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path log : list(directory)) {
            if (log.getFileName().toString().startsWith("proxy-")) {
                DISCARDED
                        .matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
                        .results()
                        .map(found -> found.group(1) + " - " + found.group(1) + "@example.com")
                        .forEach(lines::add);
            }
        }
        return Files.write(directory.resolve("discarded"), lines);
    }

    /** Whether the proxy has removed what killed processes had not finished, which it does a moment after its start. */
    private boolean isTidied() throws IOException, InterruptedException {
        return awaited(() -> collector.unfinished().isEmpty());
    }

    private Part part(String name, String ready, String... command) throws IOException, InterruptedException {
        return Part.start(directory, name, ready, List.of(command));
    }

    /** Whether the proxy has no more than at the start once its last sessions have ended, which may take their time. */
    private boolean descriptorsAreClosed() throws IOException, InterruptedException {
        return awaited(() -> descriptors() <= descriptorsAtFirst + FEW);
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean awaited(Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return true;
    }

    private int descriptors() throws IOException {
        return list(Path.of("/proc/" + proxy.handle().pid() + "/fd")).size();
    }

    private void end(boolean sound) throws IOException, InterruptedException {
        List.of(clients, proxy, nextHop).forEach(Part::close);
        run("umount", "--lazy", spool.toString(), quarantine.toString());
        if (sound) {
            run("rm", "-r", directory.toString());
        } else {
            System.out.println("chaos: see " + directory);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    private static String resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(Chaos.class.getResource(name), name)
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
