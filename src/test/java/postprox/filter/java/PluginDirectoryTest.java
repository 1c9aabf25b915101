package postprox.filter.java;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.PluginJars;

/** A filter that cannot be loaded says what is wrong and what to do. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class PluginDirectoryTest {
    private static final String ACCEPTING = "return Answer.accept();";
    private static final String LIST = "META-INF/services/postprox.filter.api.MessageFilter";

    private final Path directory;

    @AutoClose
    private final PluginLab lab;

    PluginDirectoryTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.lab = new PluginLab(directory);
    }

    private Path jar(String name) {
        return lab.plugins().resolve(name);
    }

    private void refused(PluginOrder order, String message) {
        assertThatThrownBy(() -> lab.load(order))
                .isInstanceOf(PluginException.class)
                .hasMessage(message);
    }

    private void refused(String message) {
        refused(lab.order("plug.Plug"), message);
    }

    @Test
    void noDirectory() {
        Path none = directory.resolve("none");
        PluginOrder order =
                new PluginOrder("spam", "plug.Plug", none, Optional.empty(), Map.of(), Duration.ofSeconds(1), 3);
        refused(order, "there is no directory " + none + "; make it, or name another by plugins");
    }

    @Test
    void noJarOrNotTheOneThatIsNamed() {
        refused("there is no jar in " + lab.plugins() + "; put the filter's jar there");
        PluginJars.make(jar("a.jar"), "Other", ACCEPTING);
        refused(
                lab.order("plug.Plug", Optional.of("b.jar"), 3),
                "there is no jar b.jar in " + lab.plugins() + "; it has: a.jar");
    }

    @Test
    void noJarHasTheFilter() {
        PluginJars.make(jar("a.jar"), "Other", ACCEPTING);
        PluginJars.ofSources(jar("b.jar"), List.of(), List.of("package b; public class B { }"));
        refused("no jar in " + lab.plugins() + " has the filter plug.Plug; they have: plug.Other");
        refused(
                lab.order("b.B", Optional.of("b.jar"), 3),
                "the jar b.jar has the class b.B and does not list it; its file " + LIST
                        + " needs a line with that name");
        refused(
                lab.order("plug.Plug", Optional.of("b.jar"), 3),
                "no jar in " + lab.plugins() + " has the filter plug.Plug; none of them has a file " + LIST);
    }

    @Test
    void twoJarsHaveIt() throws Exception {
        PluginJars.make(jar("a.jar"), "Plug", ACCEPTING);
        PluginJars.make(jar("b.jar"), "Plug", ACCEPTING);
        refused("more than one jar has plug.Plug: a.jar, b.jar; choose one by jar=NAME");
        var _ = lab.load(lab.order("plug.Plug", Optional.of("b.jar"), 3));
    }

    @Test
    void aBrokenJar() throws Exception {
        Files.writeString(jar("a.jar"), "no jar");
        assertThatThrownBy(() -> lab.load(lab.order("plug.Plug")))
                .isInstanceOf(PluginException.class)
                .hasMessageStartingWith("cannot read the jar " + jar("a.jar") + ": ")
                .hasMessageEndingWith("; is it a whole jar? Put a new one in its place by mv");
    }

    @Test
    void aClassThatIsNoFilter() {
        PluginJars.ofSources(jar("a.jar"), List.of("plug.Plug"), List.of("package plug; public class Plug { }"));
        assertThatThrownBy(() -> lab.load(lab.order("plug.Plug")))
                .hasMessageContaining("plug.Plug not a subtype; it must implement postprox.filter.api.MessageFilter");
    }

    @Test
    void aClassWithoutTheConstructor() {
        PluginJars.make(jar("a.jar"), "Plug", "public Plug(int x) { }", ACCEPTING);
        assertThatThrownBy(() -> lab.load(lab.order("plug.Plug")))
                .hasMessageEndingWith("; it needs to be public and to have a public constructor without parameters");
    }

    @Test
    void aListThatNamesAClassWhichIsNotThere() {
        PluginJars.ofSources(jar("a.jar"), List.of("plug.Plug"), List.of("package plug; public class Other { }"));
        assertThatThrownBy(() -> lab.load(lab.order("plug.Plug"))).hasMessageContaining("Provider plug.Plug not found");
    }

    /** The version stands in bytes 4 to 7 of a class file. No compiler of today makes one of tomorrow. */
    @Test
    void aClassOfALaterJava() throws Exception {
        PluginJars.make(jar("a.jar"), "Plug", ACCEPTING);
        try (var zip = java.nio.file.FileSystems.newFileSystem(jar("a.jar"))) {
            Path type = zip.getPath("plug/Plug.class");
            byte[] bytes = Files.readAllBytes(type);
            bytes[7] = 120;
            Files.write(type, bytes);
        }
        assertThatThrownBy(() -> lab.load(lab.order("plug.Plug")))
                .hasMessageStartingWith("plug.Plug did not start: java.lang.UnsupportedClassVersionError: ")
                .hasMessageEndingWith("; it was compiled for another Java: compile it with --release "
                        + Runtime.version().feature() + " or less");
    }

    @Test
    void anExceptionInItsConstructorOrItsStart() {
        PluginJars.make(jar("a.jar"), "Plug", "public Plug() { throw new IllegalStateException(\"odd\"); }", ACCEPTING);
        refused("plug.Plug did not start: java.lang.IllegalStateException: odd");
        PluginJars.make(
                jar("a.jar"),
                "Plug",
                "public void start(Configuration c) { throw new IllegalArgumentException(\"no option: \" + c.options()); }",
                ACCEPTING);
        refused("plug.Plug did not start: java.lang.IllegalArgumentException: no option: {level=7}");
        PluginJars.make(jar("a.jar"), "Plug", "static final int X = Integer.parseInt(\"no\");", ACCEPTING);
        assertThatThrownBy(() -> lab.load(lab.order("plug.Plug")))
                .hasMessageStartingWith("plug.Plug did not start: java.lang.ExceptionInInitializerError");
    }

    @Test
    void aLibraryThatIsNotThere() {
        PluginJars.ofSources(
                jar("a.jar"),
                List.of("plug.Plug"),
                List.of(
                        PluginJars.filter("Plug", "public Plug() { gone.Gone.call(); }", ACCEPTING),
                        "package gone; public class Gone { public static void call() { } }"));
        try (var zip = java.nio.file.FileSystems.newFileSystem(jar("a.jar"))) {
            Files.delete(zip.getPath("gone/Gone.class"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        refused("plug.Plug did not start: java.lang.NoClassDefFoundError: gone/Gone; put the jar of its library into a"
                + " directory beside its jar, named as the jar without .jar");
    }

    @Test
    void aStartThatHangs() {
        PluginJars.make(
                jar("a.jar"),
                "Plug",
                "public void start(Configuration c) throws Exception { Thread.sleep(60_000); }",
                ACCEPTING);
        PluginOrder order = new PluginOrder(
                "spam", "plug.Plug", lab.plugins(), Optional.empty(), Map.of(), Duration.ofSeconds(1), 3);
        refused(order, "it did not start within 1 s; see what its constructor and start() wait for");
    }

    @Test
    void filesThatOthersCanChange() throws Exception {
        PluginJars.make(jar("a.jar"), "Plug", ACCEPTING);
        mode(jar("a.jar"), "rw-rw-r--");
        refused("a plug-in runs as postprox, and others may write to " + jar("a.jar") + "; chmod go-w " + jar("a.jar"));
        mode(jar("a.jar"), "rw-r--r--");
        mode(lab.plugins(), "rwxrwxrwx");
        refused("a plug-in runs as postprox, and others may write to " + lab.plugins() + "; chmod go-w "
                + lab.plugins());
        Files.setAttribute(lab.plugins(), "unix:mode", 01777);
        refused("a plug-in runs as postprox, and others may write to " + lab.plugins() + "; chmod go-w "
                + lab.plugins());
        mode(lab.plugins(), "rwxr-xr-x");
        mode(directory, "rwxrwxrwx");
        refused("others could exchange " + lab.plugins() + ": everybody may write to " + directory + "; chmod go-w "
                + directory + ", or chmod +t " + directory);
        mode(directory, "rwx------");

        Path libraries = Files.createDirectories(jar("a"));
        PluginJars.ofSources(libraries.resolve("x.jar"), List.of(), List.of("package x; public class X { }"));
        mode(libraries.resolve("x.jar"), "rw-rw-rw-");
        Path library = libraries.resolve("x.jar");
        refused("a plug-in runs as postprox, and others may write to " + library + "; chmod go-w " + library);
    }

    @Test
    void aLinkToAFileThatOthersCanChange() throws Exception {
        Path open = Files.createDirectories(directory.resolve("open"));
        PluginJars.make(open.resolve("plug.jar"), "Plug", ACCEPTING);
        Files.createSymbolicLink(jar("a.jar"), open.resolve("plug.jar"));
        mode(open, "rwxrwxrwx");
        refused("others could exchange " + jar("a.jar") + ": everybody may write to " + open + "; chmod go-w " + open
                + ", or chmod +t " + open);
    }

    private static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
