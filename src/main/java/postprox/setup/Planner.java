package postprox.setup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postprox.postfix.Destination;
import postprox.postfix.MasterFile;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** Makes a {@link Plan} of a {@link Request}, or says why it cannot be done. It changes nothing. */
final class Planner {
    private static final String PROXY_FILTER = "smtpd_proxy_filter";
    private static final String CONTENT_FILTER = "content_filter";
    private static final String TRANSPORT = "postprox";

    /** How many messages the queue manager gives to the filter at once. */
    private static final int DELIVERIES = 20;

    private final Postfix postfix;
    private final Request request;
    private final Entrances entrances;
    private final Entries entries;
    private final Ports ports;
    private final List<Service> filtered;

    private Planner(Postfix postfix, Request request) throws SetupRefused {
        this.postfix = postfix;
        this.request = request;
        this.entrances = Entrances.of(postfix, request.fronts());
        this.entries = Entries.in(postfix);
        this.ports = request.firstPort().isPresent()
                ? Ports.at(postfix, request.firstPort().get())
                : Ports.free(postfix);
        this.filtered = new ArrayList<>(entrances.fronts());
        if (request.submission()) {
            filtered.addAll(entrances.submission());
        }
        if (request.local()) {
            filtered.addAll(postfix.servicesOf("pickup"));
        }
    }

    /**
     * Makes the plan.
     *
     * @param master the text of master.cf
     */
    static Plan plan(Postfix postfix, String master, Request request) throws SetupRefused {
        refuseIfInPlace(postfix);
        Planner planner = new Planner(postfix, request);
        return request.place() == Request.Place.BEFORE_QUEUE
                ? planner.beforeQueue(MasterFile.of(master))
                : planner.afterQueue(MasterFile.of(master));
    }

    private static void refuseIfInPlace(Postfix postfix) throws SetupRefused {
        for (Service service : postfix.servicesOf("spawn")) {
            if (!service.spawned().isEmpty() && service.spawned().getFirst().matches("(?:.*/)?postprox")) {
                throw new SetupRefused("postprox is in place already: "
                        + postfix.directory().resolve("master.cf") + " has '" + service.label()
                        + "'. To see whether all is well: postprox doctor. To take it out: postprox setup --undo");
            }
        }
    }

    private Plan beforeQueue(MasterFile master) throws SetupRefused {
        if (request.local()) {
            throw new SetupRefused(
                    "mail of sendmail(1) has no SMTP client who could hear a refusal, so a filter before the queue cannot"
                            + " get it: --local needs --after-queue");
        }
        Optional<Destination> next = commonNext(PROXY_FILTER);
        for (String name : Entries.OF_THE_QUEUE) {
            String _ = common(name);
        }
        List<String> milters = filtered.stream()
                .flatMap(front -> postfix.words(front, "smtpd_milters").stream())
                .distinct()
                .toList();
        if (!milters.isEmpty() && request.milters().isEmpty() && next.isEmpty()) {
            throw new SetupRefused(Texts.ofMilters(milters));
        }
        String nextHop = next.isPresent() ? next.get().host() + ":" + next.get().port() : entries.at(ports.after());
        List<String> lines = new ArrayList<>(List.of("# postprox: the filter."));
        lines.addAll(entries.spawn(
                ports.proxy(), limit(), request.user(), request.proxy().argv() + " " + nextHop));
        if (next.isEmpty()) {
            lines.add("# postprox: behind the filter, take the mail.");
            lines.addAll(entries.afterFilter(
                    ports.after(), postfix, entrances.fronts().getFirst(), request.milters()));
        }
        MasterFile added = master.withEntries(lines);
        MasterFile complete = added;
        for (Service front : filtered) {
            complete = with(complete, front, PROXY_FILTER, entries.at(ports.proxy()));
            if (!milters.isEmpty()) {
                complete = with(complete, front, "smtpd_milters", "");
            }
        }
        return plan(added, complete, next.isPresent() ? 1 : 2, next.isPresent() ? nextHop : "");
    }

    private Plan afterQueue(MasterFile master) throws SetupRefused {
        String next = common(CONTENT_FILTER);
        List<String> lines = new ArrayList<>(List.of("# postprox: take mail from the queue to the filter."));
        lines.addAll(Entries.transport(TRANSPORT, DELIVERIES));
        lines.add("# postprox: the filter.");
        lines.addAll(entries.spawn(
                ports.proxy(), DELIVERIES, request.user(), request.proxy().argv() + " " + entries.at(ports.after())));
        lines.add("# postprox: behind the filter, take the mail again.");
        lines.addAll(entries.afterQueue(ports.after(), postfix, next));
        MasterFile added = master.withEntries(lines);
        MasterFile complete = added;
        for (Service front : filtered) {
            complete = with(complete, front, CONTENT_FILTER, TRANSPORT + ":[" + entries.host() + "]:" + ports.proxy());
            if (next.isEmpty()) {
                // The server behind the filter maps addresses. If both did, always_bcc would send two copies
                // (FILTER_README).
                Set<String> overrides = new LinkedHashSet<>(postfix.words(front, "receive_override_options"));
                overrides.add("no_address_mappings");
                complete = with(complete, front, "receive_override_options", String.join(",", overrides));
            }
        }
        return plan(added, complete, 3, next);
    }

    private Plan plan(MasterFile added, MasterFile complete, int services, String next) {
        return new Plan(
                postfix,
                request,
                ports,
                Texts.rows(postfix, request, entrances, ports, next),
                added.text(),
                complete.text(),
                services,
                filtered,
                entrances.door(postfix));
    }

    private MasterFile with(MasterFile master, Service service, String name, String value) throws SetupRefused {
        return master.withOption(service, name, value)
                .orElseThrow(() -> new SetupRefused("the entry '" + service.label() + "' of "
                        + postfix.directory().resolve("master.cf")
                        + " has its fields on more than one line: write them on one line, and run this again"));
    }

    /** As many processes as the servers that ask: with fewer, some clients would wait for their greeting. */
    private int limit() {
        boolean isUnlimited = filtered.stream().anyMatch(front -> postfix.processLimit(front) == 0);
        return isUnlimited
                ? 0
                : filtered.stream().mapToInt(postfix::processLimit).sum();
    }

    /** Where mail goes to before the queue already: postprox then stands between, and passes mail on to there. */
    private Optional<Destination> commonNext(String name) throws SetupRefused {
        String value = common(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<Destination> next = Destination.of(value);
        if (next.isEmpty()) {
            throw new SetupRefused(
                    name + " is " + value + " already, and postprox can only stand before a filter on a TCP port:"
                            + " take that filter out, or use --after-queue");
        }
        return next.map(to -> to.host().isEmpty() ? new Destination("127.0.0.1", to.port()) : to);
    }

    /** The value of a parameter for all services that are to be filtered. */
    private String common(String name) throws SetupRefused {
        String value = postfix.value(filtered.getFirst(), name);
        for (Service service : filtered) {
            String other = postfix.value(service, name);
            if (!other.equals(value)) {
                throw new SetupRefused(
                        name + " is '" + value + "' for " + filtered.getFirst().label() + " and '" + other + "' for "
                                + service.label() + ": these need a filter each. Name one of them with --front");
            }
        }
        return value;
    }
}
