package postprox.setup;

import java.io.IOException;
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
    private static final String MILTERS = "smtpd_milters";

    /** The beginning of the comments that a set-up writes. */
    private static final String MARK = "# postprox: ";

    /** How many messages the queue manager gives to the filter at once. */
    private static final int DELIVERIES = 20;

    private final Postfix postfix;
    private final String text;
    private final Request request;
    private final Entrances entrances;
    private final Entries entries;
    private final Ports ports;
    private final List<Service> filtered;

    private Planner(Postfix postfix, String text, Request request) throws IOException, SetupRefused {
        this.postfix = postfix;
        this.text = text;
        this.request = request;
        this.entrances = Entrances.of(postfix, request.fronts());
        this.entries = Entries.in(postfix);
        this.ports = Ports.of(postfix, request);
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
    static Plan plan(Postfix postfix, String master, Request request) throws IOException, SetupRefused {
        refuseIfInPlace(postfix, master);
        Planner planner = new Planner(postfix, master, request);
        return request.place() == Request.Place.BEFORE_QUEUE
                ? planner.beforeQueue(MasterFile.of(master))
                : planner.afterQueue(MasterFile.of(master));
    }

    private static void refuseIfInPlace(Postfix postfix, String master) throws SetupRefused {
        Optional<String> place = master.lines()
                .filter(line -> line.startsWith(MARK))
                .findFirst()
                .or(() -> postfix.servicesOf("spawn").stream()
                        .filter(service -> !service.spawned().isEmpty()
                                && service.spawned().getFirst().matches("(?:.*/)?postprox"))
                        .map(Service::label)
                        .findFirst());
        if (place.isPresent()) {
            throw new SetupRefused("postprox is in place already: "
                    + postfix.directory().resolve("master.cf") + " has '" + place.get()
                    + "'. To see whether all is well: postprox doctor. To take it out: postprox setup --undo");
        }
    }

    /** The second and further instances that postmulti(1) makes open no port until somebody says so. */
    private void refuseIfDisabled(List<String> entries) throws SetupRefused {
        List<String> labels =
                new ArrayList<>(filtered.stream().map(Service::label).toList());
        entries.stream()
                .map(line -> line.split("\\s+", 3))
                .filter(words -> words.length > 2 && words[1].equals("inet"))
                .map(words -> words[0] + "/" + words[1])
                .forEach(labels::add);
        for (String label : labels) {
            int slash = label.lastIndexOf('/');
            if (postfix.isDisabled(label.substring(0, slash), label.substring(slash + 1))) {
                throw new SetupRefused(postfix.directory().resolve("main.cf") + " has master_service_disable = "
                        + postfix.parameter("master_service_disable") + ", so that Postfix does not open " + label
                        + ". If it is to take mail: postconf -c " + postfix.directory()
                        + " -e 'master_service_disable ='");
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
                .flatMap(front -> postfix.words(front, MILTERS).stream())
                .distinct()
                .toList();
        if (!milters.isEmpty() && next.isEmpty()) {
            if (request.milters().isEmpty()) {
                throw new SetupRefused(Texts.ofMilters(milters));
            }
            if (request.milters().get() == Request.Milters.BEHIND) {
                String _ = common(MILTERS);
            }
        }
        List<String> lines = new ArrayList<>(proxy(limit(), next.map(Destination::text)));
        if (next.isEmpty()) {
            lines.add(MARK + "behind the filter, take the mail.");
            lines.addAll(entries.afterFilter(
                    ports.after(), postfix, entrances.fronts().getFirst(), request.milters()));
        }
        MasterFile complete = master.withEntries(lines);
        for (Service front : filtered) {
            complete = with(complete, front, PROXY_FILTER, entries.at(ports.proxy()));
            if (!milters.isEmpty() && next.isEmpty()) {
                complete = with(complete, front, MILTERS, "");
            }
        }
        return plan(master, lines, complete, next.map(Destination::text).orElse(""));
    }

    private Plan afterQueue(MasterFile master) throws SetupRefused {
        String next = common(CONTENT_FILTER);
        List<String> lines = new ArrayList<>(List.of(MARK + "take mail from the queue to the filter."));
        lines.addAll(Entries.transport(DELIVERIES));
        lines.addAll(proxy(DELIVERIES, Optional.empty()));
        lines.add(MARK + "behind the filter, take the mail again.");
        lines.addAll(entries.afterQueue(ports.after(), postfix, next));
        MasterFile complete = master.withEntries(lines);
        for (Service front : filtered) {
            complete = with(
                    complete, front, CONTENT_FILTER, Entries.TRANSPORT + ":[" + entries.host() + "]:" + ports.proxy());
            if (next.isEmpty()) {
                // The server behind the filter maps addresses. If both did, always_bcc would send two copies
                // (FILTER_README).
                Set<String> overrides = new LinkedHashSet<>(postfix.words(front, "receive_override_options"));
                overrides.add("no_address_mappings");
                complete = with(complete, front, "receive_override_options", String.join(",", overrides));
            }
        }
        return plan(master, lines, complete, next);
    }

    /** The lines for postprox itself. A service of systemd(1) needs only a mark, by which the set-up is known. */
    private List<String> proxy(int limit, Optional<String> next) {
        if (request.proxy().isService()) {
            return List.of(MARK + "the filter listens on " + entries.at(ports.proxy()) + " by itself.");
        }
        List<String> lines = new ArrayList<>(List.of(MARK + "the filter."));
        lines.addAll(entries.spawn(
                ports.proxy(),
                limit,
                request.user(),
                request.proxy().argv() + " " + next.orElse(entries.at(ports.after()))));
        return lines;
    }

    private Plan plan(MasterFile master, List<String> lines, MasterFile complete, String next) throws SetupRefused {
        refuseIfDisabled(lines);
        boolean isBefore = request.place() == Request.Place.BEFORE_QUEUE;
        return new Plan(
                postfix,
                request,
                ports,
                Texts.rows(postfix, request, entrances, ports, next),
                new Plan.Steps(text, master.withEntries(lines).text(), complete.text()),
                !isBefore || next.isEmpty(),
                (int) lines.stream()
                        .filter(line -> !line.startsWith(" ") && !line.startsWith("#"))
                        .count(),
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
                                + service.label()
                                + ": one filter cannot stand before both. Name only those with the same value, each with --front");
            }
        }
        return value;
    }
}
