package postprox.doctor;

import static postprox.config.LimitOptions.FILTERS;
import static postprox.config.LimitOptions.FILTERS_WAITING;
import static postprox.config.LimitOptions.MESSAGE_SIZE;
import static postprox.config.LimitOptions.SESSIONS;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import postprox.config.FilterOptions;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** Numbers and sizes: whoever stands behind must take what those in front let in. */
final class CapacityCheck {
    private static final String SIZE = "message_size_limit";

    private CapacityCheck() {}

    static void look(Patient patient, Findings findings) {
        for (Proxy proxy : patient.proxies()) {
            clients(patient, proxy, findings);
            for (Route route : patient.into(proxy)) {
                sizes(patient, route, proxy, findings);
            }
        }
        room(patient, findings);
    }

    private static void clients(Patient patient, Proxy proxy, Findings findings) {
        Postfix postfix = patient.postfix();
        List<Service> asking =
                patient.into(proxy).stream().map(Route::client).distinct().toList();
        boolean any = asking.stream().anyMatch(service -> postfix.processLimit(service) == 0);
        int sum = asking.stream().mapToInt(postfix::processLimit).sum();
        int most = proxy.spawn().map(postfix::processLimit).orElse(proxy.get(SESSIONS));
        if (!asking.isEmpty() && most > 0 && (any || sum > most)) {
            findings.add(
                    Diagnosis.TOO_MANY_CLIENTS,
                    proxy.where(),
                    (any ? "any number of" : sum) + " processes of Postfix ask postprox, which serves " + most
                            + " at once",
                    proxy.spawn()
                            .map(spawn -> patient.mend().field(spawn, "process_limit", Integer.toString(any ? 0 : sum)))
                            .orElseGet(() -> patient.mend().option(proxy, SESSIONS, Integer.toString(sum))));
        }
        int examined = proxy.get(FILTERS) + proxy.get(FILTERS_WAITING);
        if (sum > examined) {
            findings.add(
                    Diagnosis.TOO_MANY_CLIENTS,
                    proxy.where(),
                    sum + " processes of Postfix ask postprox, which lets " + examined
                            + " messages wait for a filter (--filters and --filters-waiting)",
                    patient.mend().option(proxy, FILTERS_WAITING, Integer.toString(sum)));
        }
    }

    private static void sizes(Patient patient, Route route, Proxy proxy, Findings findings) {
        Postfix postfix = patient.postfix();
        long front = Quantity.number(postfix.value(route.front(), SIZE));
        long ours = proxy.get(MESSAGE_SIZE);
        if (ours > 0 && (front == 0 || ours < front)) {
            findings.add(
                    Diagnosis.MESSAGE_SIZE,
                    proxy.where(),
                    "postprox takes " + ours + " bytes (--message-size), and " + route.called() + " takes "
                            + limit(front),
                    patient.mend().options(route.front(), SIZE + "=" + ours));
        }
        Optional<Service> behind = patient.behind(proxy);
        long last = behind.map(service -> Quantity.number(postfix.value(service, SIZE)))
                .orElse(0L);
        if (last > 0 && (front == 0 || last < front)) {
            findings.add(
                    Diagnosis.MESSAGE_SIZE,
                    Patient.in(behind.get()),
                    "the server behind the filter takes " + last + " bytes, and " + route.called() + " takes "
                            + limit(front),
                    patient.mend().options(behind.get(), SIZE + "=" + front));
        }
    }

    private static String limit(long bytes) {
        return bytes == 0 ? "any number" : Long.toString(bytes);
    }

    private static void room(Patient patient, Findings findings) {
        Postfix postfix = patient.postfix();
        long size = Quantity.number(postfix.parameter(SIZE));
        Path queue = postfix.queueDirectory();
        OptionalLong inQueue = free(queue);
        if (inQueue.isPresent() && inQueue.getAsLong() / 2 < size) {
            findings.add(
                    Diagnosis.QUEUE_ROOM,
                    queue.toString(),
                    inQueue.getAsLong() + " bytes are free, less than twice " + SIZE + " (" + size + ")",
                    "make room, or " + patient.mend().main(SIZE, Long.toString(inQueue.getAsLong() / 4)));
        }
        for (Proxy proxy : patient.proxies()) {
            Path directory = proxy.get(FilterOptions.TEMPDIR);
            int sessions =
                    proxy.spawn().map(postfix::processLimit).orElse(Math.min(proxy.get(SESSIONS), proxy.get(FILTERS)));
            OptionalLong free = free(directory);
            if (free.isPresent() && size > 0 && free.getAsLong() / size < sessions) {
                findings.add(
                        Diagnosis.TEMPDIR_ROOM,
                        directory.toString(),
                        free.getAsLong() + " bytes are free, less than " + SIZE + " (" + size + ") for each of "
                                + sessions + " sessions",
                        patient.mend().option(proxy, FilterOptions.TEMPDIR, "/var/tmp")
                                + ", or another directory with more room");
            }
        }
    }

    /**
     * The room that is left, by statvfs(3); empty if that is not known. Files.getFileStore looks for the mount besides, which a chroot need
     * not have.
     */
    private static OptionalLong free(Path directory) {
        File file = directory.toFile();
        return file.isDirectory() && file.getTotalSpace() > 0
                ? OptionalLong.of(file.getUsableSpace())
                : OptionalLong.empty();
    }
}
