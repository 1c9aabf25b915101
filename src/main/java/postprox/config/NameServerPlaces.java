package postprox.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import postprox.dns.NameServers;
import postprox.net.Endpoint;

/** A value that is one or more name servers, with commas between them: addresses with or without a port. */
record NameServerPlaces() implements Type<List<InetSocketAddress>> {
    private static final int MOST = 8;

    @Override
    public List<InetSocketAddress> parse(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == ',') {
                servers.add(server(text.substring(start, at).strip()));
                start = at + 1;
            }
        }
        if (servers.size() > MOST) {
            throw new IllegalArgumentException("there are more than " + MOST + " name servers");
        }
        return List.copyOf(servers);
    }

    private static InetSocketAddress server(String text) {
        return Endpoint.literal(new Endpoint.Tcp(text, NameServers.PORT))
                .or(() -> Endpoint.literal(Endpoint.parseService(text, NameServers.PORT)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no address of a name server; write IP or IP:PORT, such as 127.0.0.1:53"));
    }
}
