package postprox.proxyprotocol;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.util.List;
import postprox.testkit.FuzzInput;

/** A header of any bytes: it means the same in whatever portions it comes, and not one byte behind it is taken. */
public final class ProxyHeaderFuzz {
    private static final String DIALOGUE = "EHLO client.example\r\n";

    private ProxyHeaderFuzz() {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput from = new FuzzInput(input);
        List<Integer> portions = from.lengths(40);
        String text = from.text();
        CountedBytes whole = new CountedBytes(text, List.of());
        CountedBytes inPortions = new CountedBytes(text, portions);
        String meaning = meaning(whole);
        same("the portions do not matter", meaning(inPortions), meaning);
        holds("no more than a header may have", whole.taken() <= 536 && inPortions.taken() <= 536);
        if (meaning.startsWith("header ")) {
            int end =
                    text.startsWith("PROXY ") ? text.indexOf("\r\n") + 2 : 16 + text.charAt(14) * 256 + text.charAt(15);
            same("all of the header", whole.taken(), end);
            same("all of the header in portions", inPortions.taken(), end);
            holds("a line is no longer than it may be", !text.startsWith("PROXY ") || end <= 107);
            CountedBytes before = new CountedBytes(text.substring(0, end) + DIALOGUE, portions);
            same("what follows does not matter", meaning(before), meaning);
            same("the dialogue is left", before.taken(), end);
        }
    }

    private static String meaning(CountedBytes in) throws IOException {
        try {
            return ProxyHeaderReader.read(in).map(header -> "header " + header).orElse("nothing");
        } catch (WrongHeaderException e) {
            holds("it says what is wrong", !e.reason().isEmpty());
            return "wrong";
        }
    }
}
