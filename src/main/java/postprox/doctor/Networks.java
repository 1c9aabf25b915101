package postprox.doctor;

import java.util.List;
import java.util.Optional;
import postprox.filter.NetworkList;

/** Lists of networks as Postfix has them: {@code mynetworks} and its kin. A word may be a table, which only Postfix can look into. */
final class Networks {
    private static final List<String> LOOPBACK = List.of("127.", "::1");

    private Networks() {}

    /** Whether a list may have an address. A word that is no network may be a table that has it. */
    static boolean mayHave(List<String> words, String address) {
        return words.stream()
                .anyMatch(word -> network(word).map(list -> list.has(address)).orElse(true));
    }

    /** The first network of a list that has more than the loopback interface. */
    static Optional<String> beyondLoopback(List<String> words) {
        return words.stream()
                .filter(word -> network(word).isPresent() && LOOPBACK.stream().noneMatch(bare(word)::startsWith))
                .findFirst();
    }

    private static Optional<NetworkList> network(String word) {
        try {
            return Optional.of(NetworkList.parse(bare(word)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Postfix writes an IPv6 address in brackets, also before the slash. */
    private static String bare(String word) {
        return word.replace("[", "").replace("]", "");
    }
}
