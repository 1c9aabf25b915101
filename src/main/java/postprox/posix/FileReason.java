package postprox.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The system's reason for a failure with a file, in words and without the file's name. */
public final class FileReason {
    private FileReason() {}

    /** The reason. The messages of the JDK's two most common exceptions hold only the file's name. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e -> Optional.ofNullable(e.getReason()).orElse(e.toString());
            default -> Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        };
    }
}
