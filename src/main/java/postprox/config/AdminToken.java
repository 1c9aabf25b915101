package postprox.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import postprox.admin.Token;

/** Reads the file of --admin-token. */
public final class AdminToken {
    /** The group may read it: the file of a daemon's secret is often root's, and its group the daemon's. */
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private AdminToken() {}

    /**
     * Reads a token.
     *
     * @throws IOException              if the file cannot be read, or others can; its message says what to do
     * @throws IllegalArgumentException if its content is no token; its message says why
     */
    public static Token read(Path file) throws IOException {
        String text = SmallFile.read(file);
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            if (OF_OTHERS.contains(permission)) {
                throw new IOException("other users may read or write it; chmod 640 " + file);
            }
        }
        return Token.parse(text);
    }
}
