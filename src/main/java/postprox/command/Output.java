package postprox.command;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import postprox.run.Exit;

/** Standard output and standard error, as commands use them. */
public final class Output {
    private Output() {}

    /** Prints a text of ours. */
    static Exit print(String text) {
        return print(text, StandardCharsets.UTF_8);
    }

    /** Prints a text that holds one byte a character, so that what it quotes leaves as it came. */
    static Exit printBytes(String text) {
        return print(text, StandardCharsets.ISO_8859_1);
    }

    private static Exit print(String text, Charset charset) {
        System.out.writeBytes(text.getBytes(charset));
        return System.out.checkError() ? Exit.SYSTEM : Exit.OK;
    }

    /** Says on standard error what is wrong. */
    public static Exit complain(Exit exit, Exception reason) {
        System.err.println("postprox: " + reason.getMessage());
        return exit;
    }
}
