package postprox.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import postprox.dns.Answer;
import postprox.dns.DnsRecord;
import postprox.dns.RecordType;
import postprox.dns.Resolver;
import postprox.time.Deadline;

/** Asks DNS for the servers of a domain or a service, and for their addresses. */
record DnsServers(DnsName place, Resolver resolver, boolean withIpv6) implements LookUp.Question {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** A place of which DNS knows the server: MX or SRV. */
    private record Named(int preference, int weight, int port, String host) {}

    @Override
    public LookUp.Found ask(Deadline limit) throws IOException {
        Answer answer = resolver.ask(
                place.name(),
                switch (place) {
                    case DnsName.Mx _ -> RecordType.MX;
                    case DnsName.Srv _ -> RecordType.SRV;
                },
                limit);
        if (answer.status() == Answer.Status.NO_SUCH_NAME) {
            throw new LookUp.NoServers("DNS knows no such name");
        }
        String name = place.name().toLowerCase(Locale.ROOT);
        List<Named> servers = switch (place) {
            case DnsName.Mx(String domain, int port) -> ofMail(answer, name, domain, port);
            case DnsName.Srv _ -> ofService(answer, name);
        };
        return withAddresses(servers, answer.ttl(), limit);
    }

    private static List<Named> ofMail(Answer answer, String name, String domain, int port) throws LookUp.NoServers {
        List<DnsRecord.Mx> records = answer.of(name, DnsRecord.Mx.class);
        if (records.isEmpty()) {
            // RFC 5321 section 5.1: a domain without MX is its own mail server.
            return List.of(new Named(0, 1, port, domain));
        }
        List<Named> servers = records.stream()
                .filter(mx -> !mx.host().isEmpty())
                .map(mx -> new Named(mx.preference(), 1, port, mx.host()))
                .toList();
        if (servers.isEmpty()) {
            throw new LookUp.NoServers("its null MX says that it takes no mail (RFC 7505)");
        }
        return servers;
    }

    private static List<Named> ofService(Answer answer, String name) throws LookUp.NoServers {
        List<DnsRecord.Srv> records = answer.of(name, DnsRecord.Srv.class);
        List<Named> servers = records.stream()
                .filter(srv -> !srv.host().isEmpty() && srv.port() > 0)
                .map(srv -> new Named(srv.priority(), srv.weight(), srv.port(), srv.host()))
                .toList();
        if (servers.isEmpty()) {
            throw new LookUp.NoServers(
                    records.isEmpty() ? "it has no SRV record" : "its SRV record says that there is no such service");
        }
        return servers;
    }

    private LookUp.Found withAddresses(List<Named> servers, long ttl, Deadline limit) throws IOException {
        List<Host> hosts = new ArrayList<>();
        String failure = "";
        long time = ttl;
        for (Named server : servers.stream()
                .sorted(Comparator.comparingInt(Named::preference))
                .limit(NextHops.MOST)
                .toList()) {
            List<Host.Address> addresses = new ArrayList<>();
            for (RecordType type : withIpv6 ? List.of(RecordType.A, RecordType.AAAA) : List.of(RecordType.A)) {
                try {
                    Answer answer = resolver.ask(server.host(), type, limit);
                    List<DnsRecord.Address> found =
                            answer.of(server.host().toLowerCase(Locale.ROOT), DnsRecord.Address.class);
                    found.forEach(record -> addresses.add(address(server, record.address())));
                    time = found.isEmpty() ? time : Math.min(time, answer.ttl());
                } catch (IOException e) {
                    failure = String.valueOf(e.getMessage());
                    time = 0;
                }
            }
            if (!addresses.isEmpty()) {
                hosts.add(new Host(server.preference(), server.weight(), addresses));
            }
        }
        if (hosts.isEmpty()) {
            throw failure.isEmpty()
                    ? new LookUp.NoServers(
                            "DNS knows no address of " + servers.getFirst().host())
                    : new IOException(failure);
        }
        return new LookUp.Found(hosts, kept(time));
    }

    private static Host.Address address(Named server, InetAddress address) {
        return new Host.Address(
                new Endpoint.Tcp(server.host(), server.port()) + " (" + Endpoint.numbers(address) + ")",
                new InetSocketAddress(address, server.port()));
    }

    private static Duration kept(long ttl) {
        Duration time = Duration.ofSeconds(ttl);
        return time.compareTo(SHORTEST) < 0 ? SHORTEST : time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }
}
