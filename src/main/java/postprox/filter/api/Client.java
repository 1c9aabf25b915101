package postprox.filter.api;

/**
 * The mail client from which a message comes, as far as Postfix told it (XFORWARD). An empty string means that a value is not known.
 * All values but the address are a stranger's words. Immutable. postprox implements this interface.
 */
public interface Client {
    /** The IP address, such as {@code 192.0.2.1} or {@code 2001:db8::1}. */
    String address();

    /** The host name that was found for the address. */
    String name();

    /** The TCP port. */
    String port();

    /** The name with which the client greeted (HELO, EHLO). */
    String helo();

    /** {@code SMTP} or {@code ESMTP}. */
    String protocol();

    /** {@code LOCAL} or {@code REMOTE}. */
    String source();

    /** The name of the message in the log of the server that forwards it, such as Postfix's queue id. */
    String ident();
}
