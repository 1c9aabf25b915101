package postprox.spool;

/** A text in the spool, to be read from its beginning to its end. It is gone when its message is removed. Not thread-safe. */
public sealed interface SpooledText permits FileText, MemoryText {
    /** How many bytes it has: no more are read, and fewer are a failure. */
    long size();

    /**
     * Reads the next block.
     *
     * @return how many bytes it has, -1 at the end
     * @throws SpoolException           also where somebody cut the file short, so that a part never passes for the whole
     * @throws MessageModifiedException where the text is not what it was when it was written: with the first block, where its
     *     file has grown or shrunk, and else with the last
     */
    int read(byte[] block) throws SpoolException;

    /** The same text, to be read from its beginning once more. */
    SpooledText again();
}
