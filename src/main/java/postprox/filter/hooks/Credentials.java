package postprox.filter.hooks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postprox.net.Tls;
import postprox.posix.FileReason;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;
import postprox.text.WireText;

/**
 * The files by which postprox shows who it is and knows who the scanner is, as they were when they were read. Thread-safe.
 *
 * @param token       the file with the token
 * @param authorities the file with certificates
 */
public record Credentials(Optional<Content> token, Optional<Content> authorities) {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int OTHERS = 0007;
    private static final int ROOT = 0;
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    /** A file, and its text with one byte a character. */
    record Content(Path file, String text) {
        static Content of(Path file) throws IOException {
            // At a pipe without a writer the process would wait for ever.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new IOException(file + " is no regular file; name one");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MOST_BYTES);
                return new Content(file, WireText.of(bytes, 0, bytes.length));
            } catch (IOException e) {
                throw new IOException("cannot read " + file + ": " + FileReason.of(e), e);
            }
        }

        boolean hasChanged() {
            try {
                return !of(file).text().equals(text);
            } catch (IOException e) {
                // What was read goes on.
                return false;
            }
        }
    }

    /**
     * Reads the files.
     *
     * @throws IOException if one of them cannot be used; its message says why, and what to do
     */
    public static Credentials read(Optional<Path> token, Optional<Path> authorities) throws IOException {
        Credentials credentials = new Credentials(
                token.isPresent() ? Optional.of(secret(token.get())) : Optional.empty(),
                authorities.isPresent() ? Optional.of(Content.of(authorities.get())) : Optional.empty());
        var _ = credentials.authorization();
        return credentials;
    }

    private static Content secret(Path file) throws IOException {
        Content content = Content.of(file);
        FileStatus status = FileStatus.ofTarget(file);
        if ((status.permissions() & OTHERS) != 0) {
            throw new IOException(
                    "other users may read " + file + " or write to it, and it is a secret; chmod 640 " + file);
        }
        if (status.owner() != ROOT && status.owner() != OwnProcess.user()) {
            throw new IOException(file + " belongs to another user than root and the one of postprox; chown it");
        }
        return content;
    }

    /** Whether a file has other bytes now. */
    boolean haveChanged() {
        return token.isPresent() && token.get().hasChanged()
                || authorities.isPresent() && authorities.get().hasChanged();
    }

    /**
     * The value of the field Authorization.
     *
     * @throws IOException if the file has no token
     */
    public Optional<String> authorization() throws IOException {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        String line = token.get().text().strip();
        if (line.isEmpty() || !line.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new IOException(token.get().file() + " must have one line with the token: printable US-ASCII");
        }
        return Optional.of(line.startsWith(BASIC) || line.startsWith(BEARER) ? line : BEARER + line);
    }

    /**
     * Whom to trust.
     *
     * @throws IOException if the file has no certificates
     */
    public Tls tls() throws IOException {
        if (authorities.isEmpty()) {
            return Tls.ofKnownAuthorities();
        }
        try {
            return Tls.trusting(WireText.bytes(authorities.get().text()));
        } catch (IOException e) {
            throw new IOException(authorities.get().file() + ": " + e.getMessage(), e);
        }
    }
}
