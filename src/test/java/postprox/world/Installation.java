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
    private static final String SCRIPT = "scripts/build.sh";
    private static final String JAR = "target/postprox.jar";
    private static final String CLIENT = "target/postprox-client";

    private final Path home;

    private Installation(Path home) {
        this.home = home;
    }

    public static Installation in(Workspace workspace, String name) {
        Path checkout = Path.of("").toAbsolutePath();
        Path home = workspace.directory(name);
        for (String directory : new String[] {"scripts", "target", "target/lib"}) {
            workspace.directory(name + "/" + directory);
        }
        buildClient(checkout);
        try (Stream<Path> libraries = Files.list(checkout.resolve("target/lib"))) {
            for (String file : new String[] {LAUNCHER, SCRIPT, CLIENT}) {
                Files.copy(checkout.resolve(file), home.resolve(file));
            }
            Files.copy(BuiltJar.path(), home.resolve(JAR));
            for (Path library : libraries.toList()) {
                Files.copy(library, home.resolve("target/lib").resolve(library.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tools.run("chmod", "-R", "a+rX", home.toString());
        workspace.atEnd(() -> Residents.of(home).stop());
        return new Installation(home);
    }

    /** As the build does, unless it has; Maven alone does not. */
    private static void buildClient(Path checkout) {
        String compiler = Tools.require("/usr/bin/gcc", "gcc libc6-dev");
        Tools.run(
                "/bin/sh",
                "-c",
                "home=$1 && . \"$home/scripts/build.sh\" && client=$home/" + CLIENT + " && "
                        + "{ [ -z \"$(find \"$home/src/main/c\" -newer \"$client\" 2>&1)\" ] || make_client; } && "
                        + "[ -x \"$client\" ]",
                compiler,
                checkout.toString());
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

    /** Makes it one that was built again. */
    Installation rebuilt() {
        try {
            Path copy = home.resolve(JAR + ".new");
            Files.copy(home.resolve(JAR), copy);
            Files.move(copy, home.resolve(JAR), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tools.run("chmod", "a+r", home.resolve(JAR).toString());
        return this;
    }

    /** Makes it one that the build has put in place, with the AOT cache that users have; rehearsed with few messages. */
    Installation withCache() {
        Tools.run(
                "/bin/sh",
                "-c",
                "home=$1 && . \"$home/scripts/build.sh\" && find_jdk && put_in_place \"$home/" + JAR + "\" 10",
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
        try (Stream<Path> files = Files.list(home.resolve("target"))) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has Maven make the jar anew, with other words in one of its classes; the words are equally long. */
    Installation withOtherWords(String type, String words, String others) {
        try {
            Path copy = home.resolve(JAR + ".new");
            Files.copy(jar(), copy);
            try (FileSystem zip = FileSystems.newFileSystem(copy)) {
                Path entry = zip.getPath(type);
                String before = Files.readString(entry, StandardCharsets.ISO_8859_1);
                String after = before.replace(words, others);
                assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
                Files.writeString(entry, after, StandardCharsets.ISO_8859_1);
            }
            Files.move(copy, home.resolve(JAR), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tools.run("chmod", "a+r", home.resolve(JAR).toString());
        return this;
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
        return removed(JAR);
    }

    /** Makes it one whose jar is broken. */
    Installation withBrokenJar() {
        try {
            Files.writeString(home.resolve(JAR), "this is no jar");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Makes it one that lacks a class, which the program notices in the middle of something else. */
    Installation withoutOneClass() {
        try (FileSystem zip = FileSystems.newFileSystem(home.resolve(JAR))) {
            Files.delete(zip.getPath("postprox/config/Settings.class"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
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
