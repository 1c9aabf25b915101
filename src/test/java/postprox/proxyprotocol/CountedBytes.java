package postprox.proxyprotocol;

import java.util.List;
import postprox.smtp.ByteSource;
import postprox.text.WireText;

/** A peer whose bytes arrive in portions of some lengths, again and again, and which counts the bytes that were taken. */
final class CountedBytes implements ByteSource {
    private final byte[] bytes;
    private final List<Integer> portions;
    private int reads;
    private int taken;

    CountedBytes(String text, List<Integer> portions) {
        this.bytes = WireText.bytes(text);
        this.portions = portions;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (taken == bytes.length) {
            return -1;
        }
        int portion = portions.isEmpty() ? length : Math.max(1, portions.get(reads++ % portions.size()));
        int count = Math.min(Math.min(length, portion), bytes.length - taken);
        System.arraycopy(bytes, taken, buffer, offset, count);
        taken += count;
        return count;
    }

    int taken() {
        return taken;
    }
}
