package postprox.testkit;

/** What a scripted next hop does at a point of the conversation. */
public sealed interface Act {
    /** Says something, in one packet or byte by byte. */
    record Say(String bytes, boolean byteByByte) implements Act {}

    /** Says something over and over, until the connection is closed. */
    record Babble(String bytes) implements Act {}

    /** Closes the connection. */
    record Close() implements Act {}

    /** Resets the connection (RST), as a host does whose program has died. */
    record Reset() implements Act {}

    /** Says nothing any more, but goes on reading. */
    record Silence() implements Act {}

    /** Does not even read any more. */
    record Deafness() implements Act {}

    /** One after the other. */
    record Both(Act first, Act second) implements Act {}

    /** Lets the test do something. */
    record Run(Runnable what) implements Act {}

    /** A reply of one or more lines, each with its code. */
    static Act say(String... lines) {
        return new Say(String.join("\r\n", lines) + "\r\n", false);
    }

    /** A reply in packets of one byte. */
    static Act sayByteByByte(String... lines) {
        return new Say(String.join("\r\n", lines) + "\r\n", true);
    }

    /** Bytes that need not be a reply. */
    static Act sayRaw(String bytes) {
        return new Say(bytes, false);
    }

    static Act babble(String bytes) {
        return new Babble(bytes);
    }

    static Act close() {
        return new Close();
    }

    static Act reset() {
        return new Reset();
    }

    static Act silence() {
        return new Silence();
    }

    static Act deafness() {
        return new Deafness();
    }

    static Act run(Runnable what) {
        return new Run(what);
    }

    default Act then(Act second) {
        return new Both(this, second);
    }

    /** Everything it says, joined. */
    default String words() {
        return switch (this) {
            case Say(String bytes, boolean _) -> bytes;
            case Both(Act first, Act second) -> first.words() + second.words();
            case Babble _, Close _, Reset _, Silence _, Deafness _, Run _ -> "";
        };
    }
}
