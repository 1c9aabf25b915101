package postprox.spool;

/** A text in the spool, to be read from its beginning to its end. Not thread-safe. */
public sealed interface SpooledText extends AutoCloseable permits FileText, MemoryText {
    /** How many bytes it has: no more are read, and fewer are a failure. */
    long size();

    /**
     * Reads the next block.
     *
     * @return how many bytes it has, -1 at the end
     * @throws SpoolException           also where somebody cut the file short, so that a part never passes for the whole
     * @throws MessageModifiedException with the last block, where the text is not what it was when it was written
     */
    int read(byte[] block) throws SpoolException;

    /** Only read from, so that nothing is lost if this fails: an answer that was got before stands. */
    @Override
    void close();
}
