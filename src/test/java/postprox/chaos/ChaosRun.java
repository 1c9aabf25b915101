package postprox.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import postprox.chaos.Ledgers.Place;

/** What ./chaos starts. */
final class ChaosRun {
    private static final int MESSAGES = 100_000;

    private ChaosRun() {}

    /** Arguments: how many messages, and the seed of what happens to them; 100,000 and 1 where they are left out. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MESSAGES;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        Chaos.Result result = Chaos.run(Path.of(System.getProperty("postprox.home")), messages, seed);
        result.ledgers().violations().forEach(System.out::println);
        result.left().forEach(left -> System.out.println("left behind: " + left));
        String faults = result.faults().entrySet().stream()
                .map(fault -> fault.getKey() + " " + fault.getValue())
                .collect(Collectors.joining(", "));
        System.out.printf(
                "messages %d: acknowledged %d (kept aside %d, thrown away %d), refused or put off %d, of which arrived all the same %d; faults: %s;"
                        + " violations (lost, doubled, altered) %d, left behind %d%n",
                result.ledgers().attempts(),
                result.ledgers().acknowledgedInAll(),
                result.ledgers().acknowledged().getOrDefault(Place.QUARANTINE, 0),
                result.ledgers().acknowledged().getOrDefault(Place.DISCARDED, 0),
                result.ledgers().attempts() - result.ledgers().acknowledgedInAll(),
                result.ledgers().inDoubt(),
                faults,
                result.ledgers().violations().size(),
                result.left().size());
        System.exit(result.isSound() ? 0 : 1);
    }
}
