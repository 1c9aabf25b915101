package postprox.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The spools of a test, all in one directory, which are closed together. */
final class Spools implements AutoCloseable {
    private final Path directory;
    private final List<Spool> made = new ArrayList<>();

    Spools(Path directory) {
        this.directory = directory;
    }

    Spool make() {
        made.add(Spool.in(directory));
        return made.getLast();
    }

    /** The one that was made first. */
    Spool first() {
        return made.getFirst();
    }

    /** A message of a spool of its own, with a filter's files beside it. */
    SpooledMessage prepared(String text) throws SpoolException {
        SpooledMessage message = make().create();
        message.write(Prepared.bytes(text), 0, text.length());
        return Prepared.prepare(message);
    }

    @Override
    public void close() throws IOException {
        for (Spool spool : made) {
            spool.close();
        }
    }
}
