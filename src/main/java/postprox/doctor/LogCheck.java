package postprox.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postprox.config.Configuration;
import postprox.config.LogTarget;
import postprox.config.ServiceOptions;
import postprox.posix.PathText;

/** Where each postprox writes its log, and whether its user can write there: it does not start without its log files. */
final class LogCheck {
    private final Subject subject;
    private final Configuration configuration;

    private LogCheck(Subject subject, Configuration configuration) {
        this.subject = subject;
        this.configuration = configuration;
    }

    static void look(Patient patient, Findings findings) throws IOException {
        for (Proxy proxy : patient.proxies()) {
            if (proxy.configuration().isPresent()) {
                new LogCheck(
                                new Subject(patient, proxy, findings),
                                proxy.configuration().get())
                        .look();
            }
        }
    }

    private void look() throws IOException {
        LogTarget target = configuration.get(ServiceOptions.LOG);
        Optional<String> absent = target.check();
        boolean isKept = !target.files().isEmpty() || target.usesStandardError();
        if (absent.isPresent() && isKept) {
            subject.add(Diagnosis.SYSLOG_ABSENT, absent.get() + "; the other log has it all");
        } else if (absent.isPresent()) {
            Place place = place();
            subject.add(
                    Diagnosis.NO_LOG,
                    absent.get(),
                    place.then(logTo(PathText.of(place.directory().resolve("postprox.log")))));
        }
        for (Path file : target.files()) {
            file(target, file);
        }
    }

    private String logTo(String value) {
        return subject.mend().option(subject.proxy(), ServiceOptions.LOG, value);
    }

    /** Whether the user can write to a file, or make it. */
    private void file(LogTarget target, Path file) throws IOException {
        Optional<Account> user = subject.proxy().reachable();
        if (user.isEmpty()) {
            return;
        }
        String name = PathText.of(file);
        Access access = Access.of(name, user.get());
        Path directory = file.toAbsolutePath().resolveSibling("").normalize();
        String who = "user " + user.get().name() + " cannot ";
        if (access.isDirectory()) {
            subject.add(Diagnosis.LOG_CLOSED, "the log " + name + " is a directory", elsewhere(target, file));
        } else if (access.closed().isPresent()) {
            subject.add(
                    Diagnosis.LOG_CLOSED,
                    who + "reach the log " + name + ": " + access.closed().get() + " is closed to it",
                    elsewhere(target, file));
        } else if (access.exists() && !access.isWritable()) {
            subject.add(
                    Diagnosis.LOG_CLOSED,
                    who + "write to the log " + name,
                    "chown " + user.get().name() + " " + Mend.quoted(name));
        } else if (!access.exists() && !Files.isDirectory(directory)) {
            subject.add(Diagnosis.LOG_CLOSED, "the directory of the log " + name + " is not there", make(directory));
        } else if (!access.exists() && !mayMakeFiles(directory, user.get())) {
            subject.add(Diagnosis.LOG_CLOSED, who + "make the log " + name, elsewhere(target, file));
        }
    }

    private static boolean mayMakeFiles(Path directory, Account user) throws IOException {
        Access access = Access.of(PathText.of(directory), user);
        return access.isDirectory() && access.isWritable() && access.isExecutable();
    }

    /** What puts a log into a directory of the user, and leaves the other logs where they are. */
    private String[] elsewhere(LogTarget target, Path file) throws IOException {
        Place place = place();
        return place.then(logTo(text(target, file, place.directory())));
    }

    /** A target as it is written, with a file of it in another directory. */
    private static String text(LogTarget target, Path file, Path directory) {
        return switch (target) {
            case LogTarget.StandardError _ -> "stderr";
            case LogTarget.JsonStandardError _ -> "json:stderr";
            case LogTarget.Syslog(String path) -> "syslog:" + path;
            case LogTarget.File(Path path) -> PathText.of(moved(path, file, directory));
            case LogTarget.JsonFile(Path path) -> "json:" + PathText.of(moved(path, file, directory));
            case LogTarget.Several(List<LogTarget> targets) ->
                targets.stream().map(one -> text(one, file, directory)).collect(Collectors.joining(","));
        };
    }

    private static Path moved(Path path, Path file, Path directory) {
        return path.equals(file) ? directory.resolve(String.valueOf(file.getFileName())) : path;
    }

    /**
     * A directory for the log of the user.
     *
     * @param making what makes it; nothing if it is there
     */
    private record Place(Path directory, List<String> making) {
        /** The remedy: the directory is made first. */
        String[] then(String option) {
            List<String> remedy = new ArrayList<>(making);
            remedy.add(option);
            return remedy.toArray(String[]::new);
        }
    }

    /** The package's directory, unless it is another user's. */
    private Place place() throws IOException {
        Path usual = subject.patient().machine().logs();
        Optional<Account> user = subject.proxy().reachable();
        if (!Files.exists(usual)) {
            return new Place(usual, List.of(make(usual)));
        }
        if (user.isEmpty() || mayMakeFiles(usual, user.get())) {
            return new Place(usual, List.of());
        }
        Path own = usual.resolveSibling(usual.getFileName() + "-" + owner());
        return new Place(own, mayMakeFiles(own, user.get()) ? List.of() : List.of(make(own)));
    }

    private String make(Path directory) {
        return "install -d -m 750 -o " + owner() + " " + Mend.quoted(PathText.of(directory));
    }

    private String owner() {
        return subject.proxy().account().map(Account::name).orElse("USER");
    }
}
