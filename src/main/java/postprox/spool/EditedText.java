package postprox.spool;

/**
 * A text with another beginning: some bytes in memory, and then the rest of the original text, which is not copied. Not
 * thread-safe.
 */
final class EditedText implements SpooledText {
    private final byte[] head;
    private final SpooledText original;
    private final long skipped;
    private int headRead;
    private long left;

    /**
     * Makes a text.
     *
     * @param head     the beginning
     * @param original the text whose rest follows; this text reads it from its beginning
     * @param skipped  how many bytes of the original the head replaces
     */
    EditedText(byte[] head, SpooledText original, long skipped) {
        this.head = head;
        this.original = original;
        this.skipped = skipped;
        this.left = skipped;
    }

    @Override
    public long size() {
        return head.length + original.size() - skipped;
    }

    @Override
    public int read(byte[] block) throws SpoolException {
        if (headRead < head.length) {
            int count = Math.min(block.length, head.length - headRead);
            System.arraycopy(head, headRead, block, 0, count);
            headRead += count;
            return count;
        }
        // The original is read from its beginning, so that its checksum covers the bytes that are skipped too.
        int count = original.read(block);
        while (left > 0 && count >= 0) {
            int skippedNow = (int) Math.min(left, count);
            left -= skippedNow;
            if (skippedNow < count) {
                System.arraycopy(block, skippedNow, block, 0, count - skippedNow);
                return count - skippedNow;
            }
            count = original.read(block);
        }
        return count;
    }

    @Override
    public SpooledText again() {
        return new EditedText(head, original.again(), skipped);
    }
}
