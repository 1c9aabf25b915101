package postprox.net;

import java.net.SocketAddress;
import java.util.List;

/**
 * One host of the next hop.
 *
 * @param preference the lower, the sooner it is asked: the preference of MX, the priority of SRV; 0 without DNS
 * @param weight     its share among hosts of one preference, by RFC 2782
 * @param addresses  its addresses, in the order in which they are tried
 */
record Host(int preference, int weight, List<Address> addresses) {
    Host {
        addresses = List.copyOf(addresses);
    }

    /**
     * One address of a host.
     *
     * @param name the server's name for messages
     */
    record Address(String name, SocketAddress place) {}
}
