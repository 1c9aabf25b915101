package postprox.text;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import postprox.smtp.Reply;
import postprox.testkit.FuzzInput;

/** Text of any bytes made inert, cut and made a reply of ours. */
public final class WireTextFuzz {
    private WireTextFuzz() {}

    public static void attack(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        int limit = parts.number(64);
        String text = parts.text();

        same("bytes are kept", WireText.of(WireText.bytes(text), 0, text.length()), text);
        String printable = WireText.printable(text);
        holds("no control", printable.chars().noneMatch(c -> c < ' ' || c == 127));
        holds(
                "no control of two bytes",
                !printable.matches("(?s).*(\u00c2[\u0080-\u009f]|\u00e2\u0080[\u00a8\u00a9]).*"));
        same("in place", printable.length(), text.length());
        holds("only ASCII", WireText.ascii(text).chars().allMatch(c -> c >= ' ' && c < 127));
        String cut = WireText.cut(text, limit);
        holds("a beginning", text.startsWith(cut));
        holds("as long as it may be", cut.length() <= limit && cut.length() > Math.min(text.length(), limit) - 4);
        holds("between characters", !isUtf8(text) || isUtf8(cut));
        same("one line", Reply.of(250, text).lines().size(), 1);
    }

    private static boolean isUtf8(String bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(WireText.bytes(bytes)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
