package postprox.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the clients say that they sent and heard, held against what became of it: at the next hop, in the quarantine, and in the log.
 *
 * @param attempts     messages that were sent as far as their final dot, or broken off in it
 * @param acknowledged how many of them the client holds a 2xx for, by where they are
 * @param inDoubt      how many are somewhere though their client heard nothing of it, or a 4xx for an unknown outcome
 * @param violations   what must never happen, in words
 */
record Ledgers(int attempts, Map<Place, Integer> acknowledged, int inDoubt, List<String> violations) {
    /** What the name of a message begins with that was sent when all faults were over. */
    static final String IN_PEACE = "peace-";

    /** Where a message may end that is acknowledged. Each place has a ledger. */
    enum Place {
        NEXT_HOP("at the next hop"),
        QUARANTINE("in the quarantine"),
        /** The line of the log is all that is left of a message. */
        DISCARDED("in the log as thrown away");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        /** The place of a kind of message; empty if it must not be acknowledged. */
        static Optional<Place> of(String kind) {
            return switch (kind) {
                case "refuse", "fail" -> Optional.empty();
                case "quarantine" -> Optional.of(QUARANTINE);
                case "discard" -> Optional.of(DISCARDED);
                default -> Optional.of(NEXT_HOP);
            };
        }
    }

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

    /** A line of the ledger of a place: whose message it is, and the digest of its content, which no log has. */
    private record Copy(String name, Optional<String> digest, String recipient) {
        static Copy of(String line) {
            String[] fields = line.split(" ");
            return new Copy(fields[0], Optional.of(fields[1]).filter(digest -> !digest.equals("-")), fields[2]);
        }
    }

    int acknowledgedInAll() {
        return acknowledged.values().stream().mapToInt(Integer::intValue).sum();
    }

    static Ledgers compare(Path clients, Map<Place, Path> places) throws IOException {
        Map<Place, Map<String, List<Copy>>> found = new EnumMap<>(Place.class);
        List<String> violations = new ArrayList<>();
        for (Map.Entry<Place, Path> place : places.entrySet()) {
            Map<String, List<Copy>> copies = new HashMap<>();
            try (Stream<String> lines = Files.lines(place.getValue(), StandardCharsets.US_ASCII)) {
                lines.map(Copy::of).forEach(copy -> {
                    copies.computeIfAbsent(copy.name, _ -> new ArrayList<>()).add(copy);
                    if (!copy.recipient.equals(copy.name + "@example.com")) {
                        violations.add(copy + " is " + place.getKey().words + " with the envelope of another");
                    }
                });
            }
            found.put(place.getKey(), copies);
        }
        List<Attempt> attempts;
        try (Stream<String> lines = Files.lines(clients, StandardCharsets.US_ASCII)) {
            attempts = lines.map(Attempt::of).toList();
        }
        Map<Place, Integer> acknowledged = new EnumMap<>(Place.class);
        int inDoubt = 0;
        for (Attempt attempt : attempts) {
            boolean isSomewhere = false;
            for (Map.Entry<Place, Map<String, List<Copy>>> place : found.entrySet()) {
                List<Copy> copies = Optional.ofNullable(place.getValue().remove(attempt.name))
                        .orElse(List.of());
                violations.addAll(judge(attempt, place.getKey(), copies));
                isSomewhere |= !copies.isEmpty();
            }
            violations.addAll(judgeAnswer(attempt));
            inDoubt += !attempt.isAcknowledged() && isSomewhere ? 1 : 0;
            if (attempt.isAcknowledged()) {
                Place.of(attempt.kind).ifPresent(place -> acknowledged.merge(place, 1, Integer::sum));
            }
        }
        found.forEach((place, copies) ->
                copies.keySet().forEach(name -> violations.add(name + " is " + place.words + " and nobody sent it")));
        return new Ledgers(attempts.size(), acknowledged, inDoubt, List.copyOf(violations));
    }

    private static List<String> judge(Attempt attempt, Place place, List<Copy> copies) {
        List<String> violations = new ArrayList<>();
        boolean isItsPlace = Place.of(attempt.kind).equals(Optional.of(place));
        if (isItsPlace && attempt.isAcknowledged() && copies.isEmpty()) {
            violations.add(attempt + " was acknowledged and is not " + place.words);
        }
        if (copies.size() > 1) {
            violations.add(attempt + " is " + place.words + " " + copies.size() + " times");
        }
        if (!isItsPlace && !copies.isEmpty()) {
            violations.add(attempt + " is " + place.words + " though its filter did not let it");
        }
        if (copies.stream().anyMatch(copy -> !copy.digest.orElse(attempt.digest).equals(attempt.digest))) {
            violations.add(attempt + " is " + place.words + " and altered");
        }
        // Of what the next hop has, its reply may have been lost, and a line may come too late into the log. A copy is
        // either not
        // kept, or its client hears so.
        if (place == Place.QUARANTINE && !copies.isEmpty() && attempt.code / 100 >= 4) {
            violations.add(attempt + " is " + place.words + " though its client was told to keep it");
        }
        return violations;
    }

    private static List<String> judgeAnswer(Attempt attempt) {
        List<String> violations = new ArrayList<>();
        if (attempt.isAcknowledged() && Place.of(attempt.kind).isEmpty()) {
            violations.add(attempt + " was acknowledged though its filter did not let it");
        }
        if (attempt.name.startsWith(IN_PEACE) && !attempt.isAnswered()) {
            violations.add(attempt + " was not answered as its filter judged though nothing happened to it");
        }
        if (!attempt.kind.equals("refuse") && attempt.code / 100 == 5) {
            violations.add(attempt + " was refused for good for no reason of its own");
        }
        return violations;
    }
}
