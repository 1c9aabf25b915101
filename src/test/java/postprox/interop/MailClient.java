package postprox.interop;

import java.util.Set;

/** A program that sends mail. Thread-safe. */
interface MailClient {
    String name();

    String version();

    Set<Ability> abilities();

    /**
     * Sends a message, and waits until the program says what has become of it.
     *
     * @param port where on 127.0.0.1 it connects
     */
    Report send(Mail mail, int port);
}
