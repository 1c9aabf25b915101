package postprox.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.setup.Request.Milters;
import postprox.setup.Request.Place;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Configurations as real servers have them (src/test/resources/postfix), and Debian's own, each with a queue of its own. */
final class Configurations {
    /** Of a Postfix that does not run. */
    static final TestOptions UNTESTED = new TestOptions(Optional.empty(), List.of(), UnaryOperator.identity());

    private static final Path SOURCE = Path.of("src/test/resources/postfix");
    private static final Path DEBIAN = Path.of("/usr/share/postfix");

    private Configurations() {}

    /** The names of all of them. */
    static Stream<String> names() throws IOException {
        String _ = Tools.require("/usr/sbin/postfix", "postfix");
        try (Stream<Path> directories = Files.list(SOURCE)) {
            return Stream.concat(
                    Stream.of("debian"),
                    directories.map(directory -> String.valueOf(directory.getFileName())).sorted().toList().stream());
        }
    }

    /** A copy that postfix(1) can work with, and touches nothing of the machine's. */
    static Path copy(String name, Workspace workspace) throws IOException {
        Path directory = workspace.directory(name);
        boolean isDebian = name.equals("debian");
        Path source = isDebian ? DEBIAN : SOURCE.resolve(name);
        Files.copy(source.resolve(isDebian ? "main.cf.debian" : "main.cf"), directory.resolve("main.cf"));
        Files.copy(source.resolve(isDebian ? "master.cf.dist" : "master.cf"), directory.resolve("master.cf"));
        Path data = workspace.directory(name + "-data");
        Tools.run("chown", "postfix", data.toString());
        main(directory, "queue_directory = " + workspace.directory(name + "-queue"), "data_directory = " + data);
        return directory;
    }

    /** Adds lines to main.cf. */
    static void main(Path directory, String... lines) throws IOException {
        Path main = directory.resolve("main.cf");
        Files.writeString(main, "\n" + String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
        Workspace.letCool(main);
    }

    /** Edits master.cf. */
    static void master(Path directory, String from, String to) throws IOException {
        Path master = directory.resolve("master.cf");
        Files.writeString(master, Files.readString(master).replace(from, to));
    }

    /** The text of master.cf as the configuration has it before anything is done to it. */
    static String source(String name) throws IOException {
        return Files.readString(SOURCE.resolve(name).resolve("master.cf"));
    }

    /** A request whose milters are switched off. */
    static Request request(Place place) {
        return request(place, "/bin/true", Optional.of(Milters.OFF));
    }

    static Request request(Place place, String program, Optional<Milters> milters) {
        return on(Optional.empty(), place, List.of(program, "-c", "exit 0"), milters);
    }

    /** A request for the first of two ports. */
    static Request request(Place place, int port) {
        return on(Optional.of(port), place, List.of("/bin/true", "-c", "exit 0"), Optional.of(Milters.OFF));
    }

    /** The request of a postprox that listens itself, at the first of two ports. */
    static Request service(Place place, int port) {
        return on(Optional.of(port), place, List.of(), Optional.of(Milters.OFF));
    }

    private static Request on(Optional<Integer> port, Place place, List<String> command, Optional<Milters> milters) {
        Request.Proxy proxy = new Request.Proxy(command, "exit 0", "");
        return new Request(proxy, "nobody", place, false, false, milters, List.of(), port);
    }

    /** What a real Postfix reads once the plan is carried out. */
    static Postfix planned(Postfix postfix, Request request) throws IOException, SetupRefused {
        Path master = postfix.directory().resolve("master.cf");
        Files.writeString(
                master,
                Planner.plan(postfix, Files.readString(master), request).texts().complete());
        return Postfix.in(postfix.directory());
    }

    /** Carries a plan out, of a Postfix that does not run. */
    static Postfix applied(Path directory, Request request, Workspace workspace) throws IOException, SetupRefused {
        apply(Setup.plan(Postfix.in(directory), request), workspace);
        return Postfix.in(directory);
    }

    static void apply(Setup setup, Workspace workspace) throws IOException, SetupRefused {
        setup.apply(workspace.path("state"), UNTESTED, false, _ -> {});
    }

    static void undo(Path directory, Workspace workspace) throws IOException, SetupRefused {
        boolean _ = Setup.undo(Postfix.in(directory), workspace.path("state"), false, _ -> {});
    }

    static List<Service> fronts(Postfix postfix) {
        return postfix.servicesOf("smtpd").stream()
                .filter(service ->
                        service.type().equals("pass") || service.port().orElse(0) == 25)
                .toList();
    }
}
