package postprox.filter.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.java.JavaFilter;
import postprox.filter.java.PluginException;
import postprox.filter.java.PluginOrder;
import postprox.testkit.PluginJars;

/** A class in a jar, which does what a file says. */
final class JavaPeer implements Peer {
    private static final String MEMBERS = """
            private Path file;
            public void start(Configuration configuration) { file = Path.of(configuration.options().get("file")); }
            """;
    private static final String BODY = """
            switch (Files.readString(file)) {
                case "ACCEPTS": return Answer.accept();
                case "REFUSES": return Answer.reject(554, "5.7.1", "not wanted here");
                case "REFUSES_WITH_DIGEST":
                    var digest = java.security.MessageDigest.getInstance("SHA-256");
                    byte[] block = new byte[10_000];
                    InputStream content = message.content();
                    for (int count = content.read(block); count >= 0; count = content.read(block)) {
                        digest.update(block, 0, count);
                    }
                    return Answer.reject(554, "5.7.1", HexFormat.of().formatHex(digest.digest()));
                case "EDITS": return Answer.edit(HeaderEdit.addAtTop("X-Contract", "kept"));
                case "HANGS": Thread.sleep(1_000_000);
                case "DIES": throw new Error("dead");
                case "FLOODS": return Answer.replace(out -> { while (true) { out.write(new byte[10_000]); } });
                case "ANSWERS_LATE":
                    long end = System.nanoTime() + 3_000_000_000L;
                    while (System.nanoTime() < end) {
                        try { Thread.sleep(100); } catch (InterruptedException e) { }
                    }
                    return Answer.reject(554, "5.7.1", "late");
                default: return null;
            }
            """;

    /** Compiled once for all tests. */
    private static final byte[] JAR = jar();

    private final Path file;
    private final Filter filter;

    JavaPeer(Path directory) throws IOException {
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        this.file = directory.resolve("behaviour");
        Path jar = Files.write(plugins.resolve("peer.jar"), JAR);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        PluginOrder order = new PluginOrder(
                "java",
                "plug.Contract",
                plugins,
                Optional.empty(),
                Map.of("file", file.toString()),
                Duration.ofSeconds(60),
                3);
        try {
            this.filter = JavaFilter.load(order, _ -> {});
        } catch (PluginException e) {
            throw new IOException(e);
        }
    }

    private static byte[] jar() {
        try {
            Path jar = PluginJars.make(Files.createTempFile("peer", ".jar"), "Contract", MEMBERS, BODY);
            byte[] bytes = Files.readAllBytes(jar);
            Files.delete(jar);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** A method answers once, and a class that is not there is a mistake of the start. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.ANSWERS_TWICE, Behaviour.IS_NOT_THERE);
    }

    @Override
    public void behave(Behaviour behaviour) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next"), behaviour.name());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        // The class goes with the filter.
    }
}
