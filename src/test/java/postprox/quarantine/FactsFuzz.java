package postprox.quarantine;

import java.io.IOException;
import postprox.testkit.Promise;

/** The JSON of a message in the quarantine, from any bytes: it is read or refused, and what is read comes back when it is written. */
public final class FactsFuzz {
    private static final String ID = "abcdefghijkl";

    private FactsFuzz() {}

    /** Reads the input as the facts of a message. */
    public static void attack(byte[] input) throws IOException {
        Facts facts;
        try {
            facts = FactsReader.read(ID, input);
        } catch (IOException e) {
            return;
        }
        Promise.same("facts", FactsReader.read(ID, FactsJson.bytes(ID, facts)), facts);
    }
}
