package postprox.filter.java;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import postprox.filter.api.MessageFilter;
import postprox.posix.FileReason;

/** Finds the jar of a filter in the directory of plug-ins. It reads the jars, and runs nothing of them. */
final class PluginDirectory {
    /** The file of a jar that names its filters. */
    static final String LIST = "META-INF/services/" + MessageFilter.class.getName();

    private static final int LARGEST_LIST = 64 * 1024;

    private PluginDirectory() {}

    /**
     * A jar.
     *
     * @param filters  the names of the filters in its list
     * @param hasClass whether it has the wanted class, be that in its list or not
     */
    private record Jar(Path path, List<String> filters, boolean hasClass) {}

    /**
     * The jar with a filter.
     *
     * @throws PluginException if there is none or more than one, or others could change it
     */
    static Path find(PluginOrder order) throws PluginException {
        List<Path> paths = PluginFiles.jarsIn(order.directory());
        PluginFiles.check(order.directory(), paths);
        List<Jar> jars = new ArrayList<>();
        for (Path path : paths) {
            if (order.jar().isEmpty() || order.jar().get().equals(nameOf(path))) {
                jars.add(read(path, order.className()));
            }
        }
        if (jars.isEmpty()) {
            throw new PluginException(
                    order.jar().isPresent()
                            ? "there is no jar " + order.jar().get() + " in " + order.directory() + "; it has: "
                                    + names(paths)
                            : "there is no jar in " + order.directory() + "; put the filter's jar there");
        }
        List<Jar> with = jars.stream()
                .filter(jar -> jar.filters().contains(order.className()))
                .toList();
        if (with.isEmpty()) {
            throw noJar(order, jars);
        }
        if (with.size() > 1) {
            throw new PluginException("more than one jar has " + order.className() + ": "
                    + names(with.stream().map(Jar::path).toList()) + "; choose one by jar=NAME");
        }
        return with.getFirst().path();
    }

    private static PluginException noJar(PluginOrder order, List<Jar> jars) {
        Optional<Jar> unlisted = jars.stream().filter(Jar::hasClass).findFirst();
        if (unlisted.isPresent()) {
            return new PluginException("the jar " + nameOf(unlisted.get().path()) + " has the class "
                    + order.className() + " and does not list it; its file " + LIST + " needs a line with that name");
        }
        List<String> known =
                jars.stream().flatMap(jar -> jar.filters().stream()).sorted().toList();
        return new PluginException("no jar in " + order.directory() + " has the filter " + order.className() + "; "
                + (known.isEmpty() ? "none of them has a file " + LIST : "they have: " + String.join(", ", known)));
    }

    private static Jar read(Path path, String className) throws PluginException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            Optional<ZipEntry> list = Optional.ofNullable(zip.getEntry(LIST));
            boolean hasClass = zip.getEntry(className.replace('.', '/') + ".class") != null;
            if (list.isEmpty()) {
                return new Jar(path, List.of(), hasClass);
            }
            try (InputStream bytes = zip.getInputStream(list.get())) {
                return new Jar(path, lines(bytes.readNBytes(LARGEST_LIST)), hasClass);
            }
        } catch (IOException e) {
            throw new PluginException("cannot read the jar " + path + ": " + FileReason.of(e)
                    + "; is it a whole jar? Put a new one in its place by mv");
        }
    }

    /** The names in a list, in which a # begins a comment ({@link java.util.ServiceLoader}). */
    private static List<String> lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#')))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String names(List<Path> paths) {
        return String.join(", ", paths.stream().map(PluginDirectory::nameOf).toList());
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }
}
