package postprox.command;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import postprox.run.Exit;

/** Writes the commands' texts to standard output and standard error. */
public final class Output {
    private Output() {}

    /** Prints a text in UTF-8. */
    static Exit print(String text) {
        return print(text, StandardCharsets.UTF_8);
    }

    /** Prints a text that has one byte a character, so that the bytes it quotes stay the same. */
    static Exit printBytes(String text) {
        return print(text, StandardCharsets.ISO_8859_1);
    }

    private static Exit print(String text, Charset charset) {
        System.out.writeBytes(text.getBytes(charset));
        return System.out.checkError() ? Exit.SYSTEM : Exit.OK;
    }

    /** Writes the reason to standard error, and returns the exit status given. */
    public static Exit complain(Exit exit, Exception reason) {
        System.err.println("postprox: " + reason.getMessage());
        return exit;
    }
}
