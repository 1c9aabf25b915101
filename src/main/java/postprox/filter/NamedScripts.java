package postprox.filter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import postprox.posix.PathText;

/**
 * The scripts that a command names. A stranger would have to know them to write a crash report of the filter. Only what the
 * administrator wrote is looked for in the file system, never a name from a report.
 */
final class NamedScripts {
    /** What stands around words in sh(1). */
    private static final String BETWEEN_WORDS = " \t\n'\"`;&|()<>{}=$";

    /** Java names a source file without its directory. */
    private static final String JAVA = ".java";

    /** What an executable of Linux begins with (elf(5)): an interpreter, whose path anybody can guess. */
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private final List<String> words;

    /** Those of a command for sh(1), one byte a character. */
    NamedScripts(String command) {
        this.words = words(command);
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= command.length(); i++) {
            if (i == command.length() || BETWEEN_WORDS.indexOf(command.charAt(i)) >= 0) {
                if (i > start) {
                    words.add(command.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** Whether a file that a report is about is one of them. */
    boolean contains(String file) {
        return words.stream().anyMatch(word -> isSame(word, file) && isScript(word));
    }

    private static boolean isSame(String word, String file) {
        return word.equals(file)
                || file.endsWith("/" + word) && absolute(word).equals(file)
                || file.endsWith(JAVA) && word.endsWith("/" + file);
    }

    /** Not normalised, as interpreters write it. */
    private static String absolute(String word) {
        try {
            return PathText.of(PathText.path(word).toAbsolutePath());
        } catch (InvalidPathException e) {
            return word;
        }
    }

    private static boolean isScript(String word) {
        try {
            Path file = PathText.path(word);
            if (!Files.isRegularFile(file)) {
                return false;
            }
            try (InputStream content = Files.newInputStream(file)) {
                byte[] magic = content.readNBytes(ELF.length);
                return magic.length > 0 && !Arrays.equals(magic, ELF);
            }
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }
}
