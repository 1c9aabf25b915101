package postprox.spool;

/** A text in memory, for a message without a file. */
final class MemoryText implements SpooledText {
    private final byte[] bytes;
    private final int size;
    private int position;

    MemoryText(byte[] bytes, int size) {
        this.bytes = bytes;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(byte[] block) {
        if (position == size) {
            return -1;
        }
        int count = Math.min(block.length, size - position);
        System.arraycopy(bytes, position, block, 0, count);
        position += count;
        return count;
    }

    @Override
    public SpooledText again() {
        return new MemoryText(bytes, size);
    }
}
