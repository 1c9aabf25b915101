package postprox.filter;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import postprox.text.WireText;

/**
 * A list of networks. It has words with blanks between them: an address, or an address with the number of its leading bits, such as
 * {@code 192.0.2.0/24} and {@code 2001:db8::/32}. A word with {@code !} in front takes addresses out. A list that only takes out has
 * all other addresses. Immutable.
 */
public final class NetworkList {
    /** All clients, also those whose address is not known. */
    public static final NetworkList ALL = new NetworkList(TakenInOut.all());

    private final TakenInOut<Network> networks;

    /** The addresses that begin with the same bits as this one. */
    private record Network(InetAddress address, int bits) {
        boolean has(InetAddress other) {
            byte[] mine = address.getAddress();
            byte[] others = other.getAddress();
            return mine.length == others.length
                    && IntStream.range(0, bits).allMatch(bit -> bit(mine, bit) == bit(others, bit));
        }

        private static int bit(byte[] bytes, int number) {
            return bytes[number / Byte.SIZE] >> (Byte.SIZE - 1 - number % Byte.SIZE) & 1;
        }
    }

    private NetworkList(TakenInOut<Network> networks) {
        this.networks = networks;
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if a word is no network; its message says which
     */
    public static NetworkList parse(String text) {
        return new NetworkList(TakenInOut.parse(
                text,
                word -> network(word)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'" + word + "' is no network: write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32"))));
    }

    private static Optional<Network> network(String word) {
        int slash = word.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? word : word.substring(0, slash));
        int most = address.map(known -> known.getAddress().length * Byte.SIZE).orElse(0);
        int bits = slash < 0 ? most : number(word.substring(slash + 1));
        return address.filter(_ -> bits >= 0 && bits <= most).map(known -> new Network(known, bits));
    }

    private static Optional<InetAddress> address(String text) {
        // ofLiteral() takes 10 and 10.1 too, and not for what an administrator means by them.
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A number of at most three digits; -1 if the text is none. */
    private static int number(String text) {
        boolean isNumber = WireText.isNumber(text, 3);
        return isNumber ? Integer.parseInt(text) : -1;
    }

    /**
     * Whether this list has an address. An address that is not known is in no network: a list that only takes out has it, so that
     * a client cannot escape a filter by being unknown.
     */
    public boolean has(String client) {
        if (networks.isAll()) {
            return true;
        }
        return has(address(client));
    }

    /** Whether this list has an address. */
    public boolean has(InetAddress client) {
        return networks.isAll() || has(Optional.of(client));
    }

    private boolean has(Optional<InetAddress> address) {
        return (networks.in().isEmpty() || isIn(networks.in(), address)) && !isIn(networks.out(), address);
    }

    private static boolean isIn(List<Network> networks, Optional<InetAddress> address) {
        return address.isPresent() && networks.stream().anyMatch(network -> network.has(address.get()));
    }
}
