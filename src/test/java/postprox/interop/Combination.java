package postprox.interop;

/** A client, a next hop, and what goes from one to the other. */
record Combination(MailClient client, NextHop hop, Case what) {
    /** A name that is nobody else's, of letters, digits and hyphens. */
    String name() {
        String words = client.name() + " " + hop.name() + " " + what;
        return words.replaceAll("[^A-Za-z0-9]+", "-");
    }

    /** Whether the two speak it. */
    boolean isSpoken() {
        return what.isFor(client, hop);
    }

    /** Whether one of the two is Postfix. */
    boolean isWithPostfix() {
        return client.name().startsWith("Postfix ") || hop.name().equals("Postfix");
    }

    @Override
    public String toString() {
        return client.name() + " to " + hop.name() + ": " + what.title();
    }
}
