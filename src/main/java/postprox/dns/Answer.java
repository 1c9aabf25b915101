package postprox.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The answer of a name server.
 *
 * @param status  what the server says of the name
 * @param isCut   whether records are missing, since they do not fit into a datagram
 * @param records the records of the types that are known here, in the answer's order
 */
public record Answer(Status status, boolean isCut, List<DnsRecord> records) {
    /** What a server says of a name (RFC 1035 section 4.1.1). */
    public enum Status {
        /** The name exists; it need not have records of the wanted type. */
        OK,
        /** The name does not exist. */
        NO_SUCH_NAME,
        /** The server cannot tell, or does not want to. */
        FAILED
    }

    public Answer {
        records = List.copyOf(records);
    }

    /**
     * The records of one class that belong to a name, or to a name that it is an alias of.
     *
     * @param name in lower case, without a dot at the end
     */
    public <T extends DnsRecord> List<T> of(String name, Class<T> type) {
        String owner = name;
        // Each round follows one alias, and a chain of aliases may be a circle.
        for (int i = 0; i <= records.size(); i++) {
            List<T> found = new ArrayList<>();
            String present = owner;
            for (DnsRecord record : belonging(one -> one.owner().equals(present))) {
                if (type.isInstance(record)) {
                    found.add(type.cast(record));
                } else if (record instanceof DnsRecord.Alias(String _, long _, String next)) {
                    owner = next;
                }
            }
            if (!found.isEmpty() || owner.equals(present)) {
                return found;
            }
        }
        return List.of();
    }

    private List<DnsRecord> belonging(Predicate<DnsRecord> rule) {
        return records.stream().filter(rule).toList();
    }

    /** How long the answer may be kept, in seconds: as long as each of its records may. */
    public long ttl() {
        return records.stream().mapToLong(DnsRecord::ttl).min().orElse(0);
    }
}
