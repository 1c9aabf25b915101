package postprox.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the clients say that they sent and heard, held against what the next hop says that it took.
 *
 * @param attempts     messages that were sent as far as their final dot, or broken off in it
 * @param acknowledged how many of them the client holds a 2xx for
 * @param inDoubt      how many arrived though their client heard nothing of it, or a 4xx for an unknown outcome
 * @param violations   what must never happen, in words
 */
record Ledgers(int attempts, int acknowledged, int inDoubt, List<String> violations) {
    /** What the name of a message begins with that was sent when all faults were over. */
    static final String IN_PEACE = "peace-";

    /** A line of the clients' ledger. */
    private record Attempt(String name, String kind, String digest, int code) {
        static Attempt of(String line) {
            String[] fields = line.split(" ");
            return new Attempt(fields[0], fields[1], fields[2], Integer.parseInt(fields[3]));
        }

        boolean isAcknowledged() {
            return code / 100 == 2;
        }

        /** Whether it was answered as its filter judged. */
        boolean isAnswered() {
            return code / 100
                    == switch (kind) {
                        case "refuse" -> 5;
                        case "fail" -> 4;
                        default -> 2;
                    };
        }
    }

    static Ledgers compare(Path clients, Path nextHop) throws IOException {
        Map<String, List<String>> arrived = new HashMap<>();
        List<String> violations = new ArrayList<>();
        try (Stream<String> lines = Files.lines(nextHop, StandardCharsets.US_ASCII)) {
            lines.map(line -> line.split(" ")).forEach(fields -> {
                arrived.computeIfAbsent(fields[0], _ -> new ArrayList<>()).add(fields[1]);
                if (!fields[2].equals(fields[0] + "@example.com")) {
                    violations.add(fields[0] + " arrived with the envelope of another: " + fields[2]);
                }
            });
        }
        List<Attempt> attempts;
        try (Stream<String> lines = Files.lines(clients, StandardCharsets.US_ASCII)) {
            attempts = lines.map(Attempt::of).toList();
        }
        int inDoubt = 0;
        for (Attempt attempt : attempts) {
            List<String> copies = arrived.getOrDefault(attempt.name, List.of());
            violations.addAll(judge(attempt, copies));
            inDoubt += !attempt.isAcknowledged() && !copies.isEmpty() ? 1 : 0;
            arrived.remove(attempt.name);
        }
        arrived.keySet().forEach(name -> violations.add(name + " arrived and nobody sent it"));
        int acknowledged =
                (int) attempts.stream().filter(Attempt::isAcknowledged).count();
        return new Ledgers(attempts.size(), acknowledged, inDoubt, List.copyOf(violations));
    }

    private static List<String> judge(Attempt attempt, List<String> copies) {
        List<String> violations = new ArrayList<>();
        if (attempt.isAcknowledged() && copies.isEmpty()) {
            violations.add(attempt + " was acknowledged and is not at the next hop");
        }
        if (copies.size() > 1) {
            violations.add(attempt + " is at the next hop " + copies.size() + " times");
        }
        if (!copies.isEmpty() && (attempt.kind.equals("refuse") || attempt.kind.equals("fail"))) {
            violations.add(attempt + " arrived though its filter did not let it");
        }
        if (copies.stream().anyMatch(digest -> !digest.equals(attempt.digest))) {
            violations.add(attempt + " arrived altered");
        }
        if (attempt.name.startsWith(IN_PEACE) && !attempt.isAnswered()) {
            violations.add(attempt + " was not answered as its filter judged though nothing happened to it");
        }
        if (attempt.kind.equals("pass") && attempt.code / 100 == 5) {
            violations.add(attempt + " was refused for good for no reason of its own");
        }
        return violations;
    }
}
