package postprox.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.spool.SafePath;

/** Checks the directory for messages on the disk. */
final class TempDirectory {
    private TempDirectory() {}

    /**
     * The directory's path without symbolic links, since another user could change a link later.
     *
     * @throws UsageException if the directory cannot be used, or if another user could exchange files in it ({@link SafePath})
     */
    static Path of(Configuration configuration) throws UsageException {
        String name = configuration.name(FilterOptions.TEMPDIR);
        Path directory = configuration.get(FilterOptions.TEMPDIR);
        if (!Files.isDirectory(directory)) {
            throw new UsageException(name + ": " + directory + " is not a directory; create it or name another");
        }
        if (!Files.isWritable(directory)) {
            throw new UsageException(name + ": no permission to write to " + directory);
        }
        Path real;
        Optional<String> objection;
        try {
            real = directory.toRealPath();
            objection = SafePath.objection(real);
        } catch (IOException e) {
            throw new UsageException(name + ": cannot use " + directory + ": " + FileReason.of(e));
        }
        if (objection.isPresent()) {
            throw new UsageException(name + ": " + objection.get());
        }
        return real;
    }
}
