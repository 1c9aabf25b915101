package postprox.simulation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** The simulator of {@code ./soak}: sessions on all processors for as long as it is told, or one session told. */
final class Soak {
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
        Optional<Long> replayed = number(words, "--replay");
        if (replayed.isPresent()) {
            System.exit(replay(replayed.get()));
        }
        long seed = number(words, "--seed").orElseGet(System::currentTimeMillis);
        long runs = number(words, "--runs").orElse(Long.MAX_VALUE / 2);
        Duration time = number(words, "--seconds").map(Duration::ofSeconds).orElse(Duration.ofDays(300));
        System.exit(new Soak(seed, runs, time).soak(seed));
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
