package postprox.spool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Messages with such files beside them as a filter is given. */
final class Prepared {
    private Prepared() {}

    /** Makes the files. Returns the message. */
    static SpooledMessage prepare(SpooledMessage message) throws SpoolException {
        Path _ = message.asFile().makeBeside(".out", new byte[0]);
        Path _ = message.asFile().makeBeside(".rcpts", new byte[] {'r', '\n'});
        return message;
    }

    static Path email(SpooledMessage message) throws SpoolException {
        return message.asFile().path();
    }

    static Path output(SpooledMessage message) throws SpoolException {
        return beside(message, ".out");
    }

    static Path recipients(SpooledMessage message) throws SpoolException {
        return beside(message, ".rcpts");
    }

    private static Path beside(SpooledMessage message, String ending) throws SpoolException {
        String name = String.valueOf(email(message).getFileName());
        return email(message).resolveSibling(name.replace(".email", ending));
    }

    /** What holds for a filter that has done nothing. */
    static void check(SpooledMessage message) throws SpoolException {
        try (FilterGround ground = FilterGround.under(message.asFile())) {
            ground.check();
        }
    }

    static boolean wasModified(SpooledMessage message) throws SpoolException {
        try {
            message.check();
            return false;
        } catch (MessageModifiedException e) {
            return true;
        }
    }

    /** The text of the file beside a message, as another program has written it. */
    static SpooledText opened(SpooledMessage message) throws IOException {
        Path file = Files.writeString(output(message), "abcdefghij\n");
        return message.asFile().textOf(FileChannel.open(file), "OUTFILE");
    }

    static byte[] read(SpooledText text) throws SpoolException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[777];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.write(block, 0, count);
        }
        return all.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
