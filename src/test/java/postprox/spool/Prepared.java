package postprox.spool;

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
}
