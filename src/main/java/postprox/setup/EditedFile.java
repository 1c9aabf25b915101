package postprox.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import postprox.posix.FileReason;
import postprox.postfix.Tool;

/**
 * A file of Postfix's configuration that is replaced as a whole, by a rename: whoever reads it sees the old text or the new one, also after
 * a loss of power. A symbolic link stays: the file that it leads to is replaced. Owner, mode, access control list and other attributes stay
 * too; cp(1) knows all of them.
 */
final class EditedFile {
    private final Path name;
    private final Path file;

    /** The file that a name leads to. */
    EditedFile(Path name) throws IOException {
        this.name = name;
        this.file = name.toRealPath();
    }

    /** The name that Postfix knows it by, which may be a symbolic link. */
    Path name() {
        return name;
    }

    Path path() {
        return file;
    }

    String text() throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /**
     * Replaces the text.
     *
     * @param was the text that is replaced
     * @throws SetupRefused if the file has another text, since somebody has edited it
     */
    void replace(String was, String text) throws IOException, SetupRefused {
        install(was, fresh -> {
            copyAttributes(file, fresh);
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
                while (bytes.hasRemaining()) {
                    int _ = channel.write(bytes);
                }
            }
        });
    }

    /**
     * Puts a saved copy back, with its times.
     *
     * @param was the text that is replaced
     * @throws SetupRefused if the file has another text, since somebody has edited it
     */
    void restore(String was, Path saved) throws IOException, SetupRefused {
        install(was, fresh -> copy(saved, fresh));
    }

    /** Saves the file, with all that belongs to it, as a new file. */
    void save(Path place) throws IOException {
        copy(file, place);
    }

    /** Makes the file that is to stand in the place of this one. */
    private interface Maker {
        void make(Path fresh) throws IOException;
    }

    private void install(String was, Maker maker) throws IOException, SetupRefused {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".postprox");
        try {
            // One that was killed may have left its own.
            boolean _ = Files.deleteIfExists(fresh);
            maker.make(fresh);
            Durable.force(fresh);
            if (!text().equals(was)) {
                throw new SetupRefused(
                        "somebody else has just edited " + name + ", and that edit stays: run this again");
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Durable.force(file.resolveSibling("."));
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + FileReason.of(e), e);
        } finally {
            boolean _ = Files.deleteIfExists(fresh);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        run(List.of("cp", "--preserve=all", "--", from.toString(), to.toString()));
    }

    private static void copyAttributes(Path from, Path to) throws IOException {
        run(List.of("cp", "--attributes-only", "--preserve=all", "--", from.toString(), to.toString()));
    }

    private static void run(List<String> command) throws IOException {
        Tool.Result result = Tool.run(command);
        if (!result.isGood()) {
            throw new IOException(result.inShort());
        }
    }
}
