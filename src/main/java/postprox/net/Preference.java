package postprox.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The order of hosts by preference. Among hosts of one preference chance decides by their weights (RFC 2782), since RFC 5321 section
 * 5.1 wants them to share the mail.
 */
final class Preference {
    static final Comparator<Host> ORDER = Comparator.comparingInt(Host::preference);

    private Preference() {}

    /** The hosts in the order in which one session asks them. */
    static List<Host> inOrder(List<Host> hosts, RandomGenerator random) {
        if (hosts.size() < 2) {
            return hosts;
        }
        // RFC 2782: hosts of weight 0 come first in each draw, so that chance takes them seldom.
        List<Host> left = new ArrayList<>(hosts);
        left.sort(ORDER.thenComparing(host -> host.weight() > 0));
        List<Host> order = new ArrayList<>();
        while (!left.isEmpty()) {
            int preference = left.getFirst().preference();
            int equals = 0;
            int sum = 0;
            for (Host host : left) {
                boolean isEqual = host.preference() == preference;
                equals += isEqual ? 1 : 0;
                sum += isEqual ? host.weight() : 0;
            }
            order.add(left.remove(drawn(left.subList(0, equals), random.nextInt(sum + 1))));
        }
        return order;
    }

    /** The index of the first host at which the running sum of the weights reaches the number. */
    private static int drawn(List<Host> equals, int number) {
        int sum = 0;
        for (int i = 0; i < equals.size(); i++) {
            sum += equals.get(i).weight();
            if (sum >= number) {
                return i;
            }
        }
        return equals.size() - 1;
    }
}
