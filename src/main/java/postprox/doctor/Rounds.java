package postprox.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The ways from one postprox over others back to it.
 *
 * @param proxies every postprox
 * @param next    those that get what one passes on
 */
record Rounds(List<Proxy> proxies, Function<Proxy, List<Proxy>> next) {
    /** Each round once, as the list of those on it. */
    List<List<Proxy>> all() {
        List<List<Proxy>> rounds = new ArrayList<>();
        List<Proxy> left = new ArrayList<>(proxies);
        while (!left.isEmpty()) {
            back(left, List.of(left.getFirst())).ifPresent(rounds::add);
            Proxy _ = left.removeFirst();
        }
        return rounds;
    }

    /** Whether a postprox is on one. */
    boolean has(Proxy proxy) {
        return back(proxies, List.of(proxy)).isPresent();
    }

    /**
     * Goes on until a way is back at its beginning.
     *
     * @param among the postprox that it may pass
     * @param way   those that it has passed
     */
    private Optional<List<Proxy>> back(List<Proxy> among, List<Proxy> way) {
        for (Proxy one : next.apply(way.getLast())) {
            if (way.size() > 1 && one.equals(way.getFirst())) {
                return Optional.of(way);
            }
            if (among.contains(one) && !way.contains(one)) {
                Optional<List<Proxy>> longer =
                        back(among, Stream.concat(way.stream(), Stream.of(one)).toList());
                if (longer.isPresent()) {
                    return longer;
                }
            }
        }
        return Optional.empty();
    }
}
