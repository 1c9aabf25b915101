package postprox.simulation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Main class of {@code ./soak}: simulated sessions on all processors for as long as it is told, or one session told. */
final class Soak {
    private static final String USAGE = """
            usage: ./soak --minutes N [--seed S]   simulates sessions for so long, from seed S on
                   ./soak --runs N [--seed S]      simulates so many
                   ./soak --replay S               shows the session of one seed
            """;
    private static final int MOST_SHOWN = 20;

    private final AtomicLong next;
    private final long last;
    private final Instant end;
    private final AtomicLong violations = new AtomicLong();

    private record Tally(long runs, Map<Fault, Long> faults) {}

    private Soak(long first, long runs, Duration time) {
        this.next = new AtomicLong(first);
        this.last = first + runs;
        this.end = Instant.now().plus(time);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        try {
            long seed = number(words, "--seed").orElse(System.currentTimeMillis());
            if (words.contains("--replay")) {
                System.exit(replay(number(words, "--replay").orElseThrow()));
            }
            long minutes = number(words, "--minutes")
                    .orElse(words.contains("--runs") ? Duration.ofDays(300).toMinutes() : -1);
            long runs = number(words, "--runs").orElse(Long.MAX_VALUE / 2);
            if (minutes < 0) {
                throw new IllegalArgumentException("no --minutes");
            }
            System.exit(new Soak(seed, runs, Duration.ofMinutes(minutes)).soak(seed));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            System.err.print(USAGE);
            System.exit(64);
        }
    }

    private static Optional<Long> number(List<String> words, String option) {
        int at = words.indexOf(option);
        return at < 0 || at + 1 == words.size() ? Optional.empty() : Optional.of(Long.parseLong(words.get(at + 1)));
    }

    private static int replay(long seed) throws IOException {
        try (Simulation simulation = new Simulation()) {
            Simulation.Result result = simulation.run(seed, true);
            result.transcript().forEach(System.out::println);
            result.complaints().forEach(what -> System.out.println("violation: " + what));
            return result.complaints().isEmpty() ? 0 : 1;
        }
    }

    private int soak(long first) throws InterruptedException, ExecutionException {
        int workers = Runtime.getRuntime().availableProcessors();
        long start = System.nanoTime();
        long runs = 0;
        Map<Fault, Long> faults = new TreeMap<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<Tally>> tallies = IntStream.range(0, workers)
                    .mapToObj(_ -> pool.submit(this::work))
                    .toList();
            for (Future<Tally> one : tallies) {
                runs += one.get().runs();
                one.get().faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
            }
        }
        faults.forEach((fault, count) -> System.out.println(fault + " " + count));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "seeds from %d: %d runs, %.0f a second, %d faults injected, %d violations%n",
                first,
                runs,
                runs / seconds,
                faults.values().stream().mapToLong(Long::longValue).sum(),
                violations.get());
        return violations.get() == 0 ? 0 : 1;
    }

    private Tally work() throws IOException {
        Map<Fault, Long> faults = new TreeMap<>();
        long runs = 0;
        try (Simulation simulation = new Simulation()) {
            for (long seed = next.getAndIncrement();
                    seed < last && Instant.now().isBefore(end);
                    seed = next.getAndIncrement()) {
                Simulation.Result result = simulation.run(seed, false);
                runs++;
                result.faults().forEach((fault, count) -> faults.merge(fault, (long) count, Long::sum));
                if (!result.complaints().isEmpty() && violations.incrementAndGet() <= MOST_SHOWN) {
                    System.out.println("violation, ./soak --replay " + seed + ": " + result.complaints());
                }
            }
        }
        return new Tally(runs, faults);
    }
}
