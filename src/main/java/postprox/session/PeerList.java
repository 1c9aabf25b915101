package postprox.session;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.NetworkList;

/**
 * The peers that an administrator has named: networks, and {@code unix} for all that have no network address, which come on a Unix
 * socket or a pipe. Immutable.
 *
 * @param networks the networks; empty if there are none
 * @param hasUnix  whether peers without an address are among them
 */
public record PeerList(Optional<NetworkList> networks, boolean hasUnix) {
    private static final String UNIX = "unix";

    /**
     * Reads a list, with commas or blanks between its words.
     *
     * @throws IllegalArgumentException if the list is empty, or a word is neither a network nor {@code unix}
     */
    public static PeerList parse(String text) {
        List<String> networks = new ArrayList<>();
        boolean unix = false;
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || " \t,".indexOf(text.charAt(at)) >= 0) {
                String word = text.substring(start, at);
                start = at + 1;
                if (word.equals(UNIX)) {
                    unix = true;
                } else if (!word.isEmpty()) {
                    networks.add(checked(word));
                }
            }
        }
        if (networks.isEmpty() && !unix) {
            throw new IllegalArgumentException(
                    "there is no network in it; write 192.0.2.1, 192.0.2.0/24, 2001:db8::/32 or unix");
        }
        Optional<NetworkList> named =
                networks.isEmpty() ? Optional.empty() : Optional.of(NetworkList.parse(String.join(" ", networks)));
        return new PeerList(named, unix);
    }

    /** A list of whom to believe has no words that take out: alone, such a word would let all others in. */
    private static String checked(String word) {
        if (word.startsWith("!")) {
            throw new IllegalArgumentException("'" + word + "': this list only names networks, without !");
        }
        return word;
    }

    /** Whether a peer is in the list, by its network address; empty for a peer without one. */
    boolean has(Optional<InetAddress> address) {
        return address.isPresent() ? networks.isPresent() && networks.get().has(address.get()) : hasUnix;
    }
}
