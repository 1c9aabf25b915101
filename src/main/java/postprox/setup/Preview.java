package postprox.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** What a plan would write, in a directory of its own, where a real Postfix reads it before anything is changed. */
public final class Preview implements AutoCloseable {
    private static final String MAIN = "main.cf";
    private static final String MASTER = "master.cf";

    private final Path real;
    private final Path copy;

    private Preview(Path real, Path copy) {
        this.real = real;
        this.copy = copy;
    }

    /** Makes one. */
    static Preview of(Plan plan) throws IOException {
        Preview preview = new Preview(plan.postfix().directory(), Files.createTempDirectory("postprox-setup"));
        try {
            copyMain(preview.real.resolve(MAIN), preview.copy.resolve(MAIN));
            Files.writeString(preview.copy.resolve(MASTER), plan.texts().complete(), StandardCharsets.ISO_8859_1);
            return preview;
        } catch (IOException e) {
            preview.close();
            throw e;
        }
    }

    private static void copyMain(Path real, Path copy) throws IOException {
        // A line with the real directory would hold before the copy's own.
        List<String> lines = Files.readAllLines(real, StandardCharsets.ISO_8859_1).stream()
                .filter(line -> !line.startsWith("config_directory"))
                .toList();
        // The copy is as old as the original: Postfix's programs wait until a main.cf is two seconds old, since whoever
        // writes it may not have
        // finished (dict_load_file_xt() in src/util/dict.c).
        Path _ = Files.setLastModifiedTime(
                Files.write(copy, lines, StandardCharsets.ISO_8859_1), Files.getLastModifiedTime(real));
    }

    /** The configuration as it would be. Its directory is the copy. */
    public Postfix postfix() throws IOException {
        return Postfix.in(copy);
    }

    /** A text with the real directory in the place of the copy. */
    public String named(String text) {
        return text.replace(copy.toString(), real.toString());
    }

    /**
     * Compares it with the configuration as it is.
     *
     * @throws SetupRefused if the edit would change an entry that it must not
     */
    void requireNothingElseChanged(Plan plan) throws IOException, SetupRefused {
        List<Service> now = postfix().services().stream().map(this::named).toList();
        for (Service before : plan.postfix().services()) {
            boolean isOurs =
                    plan.changed().stream().anyMatch(service -> service.label().equals(before.label()));
            if (!isOurs && !now.contains(before)) {
                throw new SetupRefused("the edit would change '" + before.label()
                        + "', which it must not. Nothing was changed: please report this");
            }
        }
    }

    /** Options may name the directory of the configuration ($config_directory). */
    private Service named(Service service) {
        Map<String, String> options = new LinkedHashMap<>();
        service.options().forEach((name, value) -> options.put(name, named(value)));
        return new Service(
                service.name(), service.type(), service.chroot(), service.processLimit(), service.command(), options);
    }

    @Override
    public void close() throws IOException {
        for (String file : List.of(MAIN, MASTER)) {
            boolean _ = Files.deleteIfExists(copy.resolve(file));
        }
        Files.delete(copy);
    }
}
