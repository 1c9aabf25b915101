package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postprox.testkit.BuiltJar;

/**
 * The built program where every user can read it: the launcher, its scripts, the jar and its libraries, the native client.
 * The checkout itself may be anywhere, closed to the users that mail filters run as. Its resident processes end with the
 * workspace.
 */
public final class Installation {
    private static final String LAUNCHER = "postprox";
    private static final String SCRIPT = "scripts/program.sh";
    private static final String CLIENT = "target/postprox-client";

    /** The launcher, where the client looks for it. */
    private static final String LINK = "target/launcher";

    private static final String COMPILER = Tools.require("/usr/bin/gcc", "gcc libc6-dev");

    /** What Maven alone makes, which has no AOT cache. */
    private static final String MAVENS_JAR = "target/postprox.jar";

    private final Path home;

    private Installation(Path home) {
        this.home = home;
    }

    /** One that the build has put in place, with the AOT cache that users have. */
    public static Installation in(Workspace workspace, String name) {
        Path checkout = Path.of("").toAbsolutePath();
        Path home = workspace.directory(name);
        for (String directory : new String[] {"scripts", "target", "target/lib"}) {
            workspace.directory(name + "/" + directory);
        }
        Path built = Built.HOME;
        for (String file : new String[] {LAUNCHER, SCRIPT, "scripts/build.sh", CLIENT}) {
            copy(checkout.resolve(file), home.resolve(file));
        }
        Tools.run("ln", "-s", "../" + LAUNCHER, home.resolve(LINK).toString());
        takeOver(built.resolve("target"), home.resolve("target"));
        takeOver(built.resolve("target/lib"), home.resolve("target/lib"));
        Tools.run("chmod", "-R", "a+rX", home.toString());
        workspace.atEnd(() -> Residents.of(home).stop());
        return new Installation(home);
    }

    /** What all installations of these tests have in common: made by the first one, of this JVM or of another. */
    private static final class Built {
        static final Path HOME = putInPlace();

        private static Path putInPlace() {
            Path checkout = Path.of("").toAbsolutePath();
            Tools.run(
                    "/bin/sh",
                    Tools.resource("put-in-place.sh"),
                    checkout.toString(),
                    BuiltJar.path().toString());
            return checkout.resolve("target/installed");
        }
    }

    private static void takeOver(Path from, Path to) {
        for (Path file : filesIn(from)) {
            Path name = file.getFileName();
            if (file.endsWith("program")) {
                // A resident process knows its program by this file.
                copy(file, to.resolve(name));
            } else {
                link(file, to.resolve(name));
            }
        }
    }

    private static List<Path> filesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody writes to these files, and there need not be a copy of their tens of megabytes for each test. */
    private static void link(Path from, Path to) {
        try {
            Files.createLink(to, from);
        } catch (IOException e) {
            // The two are on different file systems.
            copy(from, to);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path home() {
        return home;
    }

    Path launcher() {
        return home.resolve(LAUNCHER);
    }

    /** Makes it one for which the machine has no JDK. */
    Installation withoutJdk() {
        return edited(SCRIPT, "/usr/lib/jvm", home + "/no-jvm");
    }

    /** The processes that serve its sessions on standard input. */
    Residents residents() {
        return Residents.of(home);
    }

    /** Makes it one that was built where there is no compiler. */
    Installation withoutClient() {
        return removed(CLIENT);
    }

    /** Another native client of its own, which waits a second, and not ten, for a resident process to take its session. */
    Path impatientClient() {
        Path client = home.resolve("target/impatient-client");
        String compile = "\"$1\" -std=c11 -DCLAIM_SECONDS=1 -o \"$2\" src/main/c/*.c && chmod a+rx \"$2\"";
        Tools.run("/bin/sh", "-c", compile, "sh", COMPILER, client.toString());
        return client;
    }

    /** Makes it one that Maven has built again. */
    Installation rebuilt() {
        try {
            Path copy = home.resolve(MAVENS_JAR + ".new");
            Files.copy(jar(), copy);
            return withMavensJar(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Installation withMavensJar(Path made) throws IOException {
        Files.move(made, home.resolve(MAVENS_JAR), StandardCopyOption.REPLACE_EXISTING);
        Tools.run("chmod", "a+r", home.resolve(MAVENS_JAR).toString());
        return this;
    }

    /** Puts the jar that Maven has made in place, with an AOT cache for it; rehearsed with few messages. */
    Installation putInPlace() {
        Tools.run(
                "/bin/sh",
                "-c",
                "home=$1 && . \"$home/scripts/build.sh\" && find_jdk && put_in_place \"$home/" + MAVENS_JAR + "\" 10",
                "sh",
                home.toString());
        Tools.run("chmod", "-R", "a+rX", home.toString());
        return this;
    }

    /** The jar that its launcher runs. */
    Path jar() {
        return Path.of(Tools.run(
                        "/bin/sh",
                        "-c",
                        "home=$1 && . \"$home/scripts/build.sh\" && find_program && echo \"$jar\"",
                        "sh",
                        home.toString())
                .strip());
    }

    /** The names of the files in its target directory. */
    Set<String> built() {
        return filesIn(home.resolve("target")).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .collect(Collectors.toSet());
    }

    /** Has Maven make the jar anew, with other words in one of its classes; the words are equally long. */
    Installation withOtherWords(String type, String words, String others) {
        try {
            Path copy = home.resolve(MAVENS_JAR + ".new");
            Files.copy(jar(), copy);
            try (FileSystem zip = FileSystems.newFileSystem(copy)) {
                Path entry = zip.getPath(type);
                String before = Files.readString(entry, StandardCharsets.ISO_8859_1);
                String after = before.replace(words, others);
                assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
                Files.writeString(entry, after, StandardCharsets.ISO_8859_1);
            }
            return withMavensJar(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it one whose script nobody can read. */
    Installation withoutScript() {
        return removed(SCRIPT);
    }

    /** Makes it one that lacks what starts the program. */
    Installation withoutLauncher() {
        return removed(LAUNCHER).withoutJar();
    }

    /** Makes it one that was never built. */
    Installation withoutJar() {
        return removed(String.valueOf(home.relativize(jar()))).removed("target/program");
    }

    /** Makes it one whose jar is broken. */
    Installation withBrokenJar() {
        try {
            Files.writeString(home.resolve(MAVENS_JAR), "this is no jar");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Makes it one that lacks a class, which the program notices in the middle of something else. */
    Installation withoutOneClass() {
        // A jar that Maven has made has no AOT cache; what that has of a class is used without a look at the jar.
        Installation changed = rebuilt();
        try (FileSystem zip = FileSystems.newFileSystem(home.resolve(MAVENS_JAR))) {
            Files.delete(zip.getPath("postprox/config/Settings.class"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changed;
    }

    private Installation edited(String file, String from, String to) {
        try {
            String text = Files.readString(home.resolve(file), StandardCharsets.UTF_8);
            Files.writeString(home.resolve(file), text.replace(from, to), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private Installation removed(String file) {
        try {
            Files.delete(home.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
