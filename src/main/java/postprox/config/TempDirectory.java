package postprox.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postprox.spool.SafePath;

/** The directory where messages wait for their filter, as it is on the disk. */
final class TempDirectory {
    private TempDirectory() {}

    /** The directory without links, which others could turn elsewhere, if nobody else can exchange what is in it. */
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
            throw new UsageException(name + ": cannot use " + directory + ": " + e.getMessage());
        }
        if (objection.isPresent()) {
            throw new UsageException(name + ": " + objection.get());
        }
        return real;
    }
}
