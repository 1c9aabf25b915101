package postprox.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import postprox.run.Exit;
import postprox.trial.TerminalText;

/** Writes the commands' texts to standard output and standard error. */
public final class Output {
    private Output() {}

    /**
     * Prints a text in UTF-8.
     *
     * @return {@link Exit#OK}
     * @throws IOException if standard output does not take the text; its message has the reason
     */
    static Exit print(String text) throws IOException {
        return print(text, StandardCharsets.UTF_8);
    }

    /** Prints a text that has one byte a character, so that the bytes it quotes stay the same. */
    static Exit printBytes(String text) throws IOException {
        return print(text, StandardCharsets.ISO_8859_1);
    }

    /** System.out would keep the reason of a failure to itself. */
    @SuppressWarnings("resource") // closing this stream would close descriptor 1
    private static Exit print(String text, Charset charset) throws IOException {
        try {
            new FileOutputStream(FileDescriptor.out).write(text.getBytes(charset));
            return Exit.OK;
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            throw new IOException(
                    "cannot write to standard output: "
                            + reason.substring(0, 1).toLowerCase(Locale.ROOT)
                            + reason.substring(1),
                    e);
        }
    }

    /** A line of a reason, which may quote a stranger's words: as characters, or with one byte a character. */
    private static String shown(String line) {
        return line.chars().allMatch(c -> c < 256) ? TerminalText.shown(line) : Shown.characters(line);
    }

    /** Writes the reason to standard error, and returns the exit status given. */
    public static Exit complain(Exit exit, Exception reason) {
        System.err.println("postprox: "
                + String.valueOf(reason.getMessage()).lines().map(Output::shown).collect(Collectors.joining("\n")));
        return exit;
    }
}
