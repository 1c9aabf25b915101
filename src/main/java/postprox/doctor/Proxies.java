package postprox.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.ConfigFile;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** Finds every postprox of a machine: those that Postfix starts, and those that listen. */
final class Proxies {
    private static final String PROGRAM = "postprox";
    private static final String HOME = "-Dpostprox.home=";

    private final Postfix postfix;
    private final Machine machine;
    private final Listeners listeners;

    Proxies(Postfix postfix, Machine machine, Listeners listeners) {
        this.postfix = postfix;
        this.machine = machine;
        this.listeners = listeners;
    }

    /**
     * All of them: first those of spawn(8), then those that run, then those that Postfix asks and that do not run. A unit or a file
     * that nobody asks and nobody runs comes with the package, and is no business of this Postfix.
     */
    List<Proxy> all() throws IOException {
        List<Proxy> all = new ArrayList<>();
        for (Service service : postfix.servicesOf("spawn")) {
            if (!service.spawned().isEmpty() && isPostprox(service.spawned().getFirst())) {
                all.add(Proxy.spawned(service));
            }
        }
        for (Route route : Route.all(postfix)) {
            if (route.port() != 0 && postfix.listeningOn(route.port()).isEmpty()) {
                addOnce(all, running(route.port()));
            }
        }
        addIfUsed(all, unit());
        addIfUsed(all, file());
        return List.copyOf(all);
    }

    private void addIfUsed(List<Proxy> all, Optional<Proxy> found) throws IOException {
        int port = found.map(Proxy::port).orElse(0);
        boolean isAsked = Route.all(postfix).stream().anyMatch(route -> route.port() == port);
        if (port != 0 && (isAsked || running(port).isPresent())) {
            addOnce(all, found);
        }
    }

    private static void addOnce(List<Proxy> all, Optional<Proxy> found) {
        found.filter(proxy -> all.stream().noneMatch(other -> other.port() == proxy.port()))
                .ifPresent(all::add);
    }

    private static boolean isPostprox(String program) {
        return program.substring(program.lastIndexOf('/') + 1).equals(PROGRAM);
    }

    /** The postprox that listens on a port now. */
    private Optional<Proxy> running(int port) throws IOException {
        Optional<Listeners.Listener> listener = listeners.on(port);
        Optional<List<String>> argv = listener.flatMap(process -> arguments(process.command()));
        return argv.isEmpty()
                ? Optional.empty()
                : Optional.of(Proxy.listening(
                        "process " + listener.get().id(),
                        argv.get(),
                        listener.get().user(),
                        port));
    }

    /** The command line of a postprox as its user would write it: without the words of its JVM, which name its home. */
    private static Optional<List<String>> arguments(List<String> command) {
        String program = PROGRAM;
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            String name = word.substring(word.lastIndexOf('/') + 1);
            if (word.startsWith(HOME)) {
                program = word.substring(HOME.length()) + "/" + PROGRAM;
            }
            // The name of the archive has a checksum in an installation, so that its place is what tells it.
            boolean isArchive = i > 0
                    && command.get(i - 1).equals("-jar")
                    && (name.startsWith(PROGRAM) || !program.equals(PROGRAM));
            if (i == 0 && name.equals(PROGRAM) || isArchive) {
                List<String> argv = new ArrayList<>(List.of(program));
                argv.addAll(command.subList(i + 1, command.size()));
                return Optional.of(argv);
            }
        }
        return Optional.empty();
    }

    /** The postprox of a unit of systemd(1). */
    private Optional<Proxy> unit() throws IOException {
        Unit service = Unit.read(machine.units(), "postprox.service");
        List<String> argv = service.words("ExecStart");
        if (argv.isEmpty()) {
            return Optional.empty();
        }
        int port = Unit.read(machine.units(), "postprox.socket").port("ListenStream");
        return Optional.of(Proxy.listening("postprox.service", argv, service.last("User"), port));
    }

    /** The postprox of the configuration file alone, which nothing has started yet. */
    private Optional<Proxy> file() throws IOException {
        Path file = machine.configuration();
        try {
            return Files.isReadable(file)
                            && ConfigFile.read(file.toString()).configuration().isGiven(ServiceOptions.LISTEN)
                    ? Optional.of(Proxy.listening(
                            file.toString(), List.of(PROGRAM, "--config", file.toString()), Optional.empty(), 0))
                    : Optional.empty();
        } catch (UsageException e) {
            return Optional.of(Proxy.listening(
                    file.toString(), List.of(PROGRAM, "--config", file.toString()), Optional.empty(), 0));
        }
    }
}
