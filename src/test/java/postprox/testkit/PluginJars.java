package postprox.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles filters of kind {@code java} and puts them into jars. */
public final class PluginJars {
    private static final String LIST = "META-INF/services/postprox.filter.api.MessageFilter";

    private PluginJars() {}

    /** A jar with a filter {@code plug.NAME} whose {@code examine(Message message)} has this body. */
    public static Path make(Path jar, String name, String body) {
        return make(jar, name, "", body);
    }

    /** The same with more members of its class. */
    public static Path make(Path jar, String name, String members, String body) {
        return ofSources(jar, List.of("plug." + name), List.of(filter(name, members, body)));
    }

    /** The source of such a filter. */
    public static String filter(String name, String members, String body) {
        return """
                package plug;
                import java.io.*;
                import java.nio.file.*;
                import java.util.*;
                import java.nio.charset.StandardCharsets;
                import postprox.filter.api.*;
                public class %s implements MessageFilter {
                    %s
                    @Override
                    public Answer examine(Message message) throws Exception {
                        %s
                    }
                }
                """.formatted(name, members, body);
    }

    /**
     * A jar of some sources.
     *
     * @param listed  the filters that its list names
     * @param options options of the compiler
     */
    public static Path ofSources(Path jar, List<String> listed, List<String> sources, String... options) {
        try {
            Path classes = Files.createTempDirectory("plugin");
            compile(classes, sources, options);
            pack(jar, classes, listed);
            remove(classes);
            return Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> inside = Files.walk(directory)) {
            all = inside.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.delete(one);
        }
    }

    private static void compile(Path classes, List<String> sources, String... options) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        List<String> arguments =
                new ArrayList<>(List.of("-d", classes.toString(), "-cp", "target/classes", "-proc:none"));
        arguments.addAll(List.of(options));
        List<JavaFileObject> files = new ArrayList<>();
        for (String source : sources) {
            files.add(new Source(source));
        }
        StringWriter complaints = new StringWriter();
        if (!compiler.getTask(complaints, null, null, arguments, null, files).call()) {
            throw new AssertionError(complaints);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + className(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String className(String text) {
            String rest = text.substring(text.indexOf("public class ") + "public class ".length());
            return rest.substring(0, rest.indexOf(' '));
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
        }
    }

    private static void pack(Path jar, Path classes, List<String> listed) throws IOException {
        // A new file, as mv makes one: a process may still read the old one.
        Path made = jar.resolveSibling(jar.getFileName() + ".new");
        try (OutputStream file = Files.newOutputStream(made);
                JarOutputStream zip = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(one).toString()));
                zip.write(Files.readAllBytes(one));
            }
            if (!listed.isEmpty()) {
                zip.putNextEntry(new ZipEntry(LIST));
                zip.write(("# filters\n" + String.join("\n", listed) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.move(made, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
