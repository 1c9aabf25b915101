package postprox.spool;

/** A text in the spool, which is read from its beginning to its end, until its message is removed. Not thread-safe. */
public sealed interface SpooledText permits FileText, MemoryText, EditedText {
    /** The number of bytes of the text. No more are read; if the file holds fewer, reading fails. */
    long size();

    /**
     * Reads the next block.
     *
     * @return the number of bytes read, -1 at the end of the text
     * @throws SpoolException           if the file cannot be read or was cut short, so that a part never passes for the whole
     * @throws MessageModifiedException if postprox wrote the file and its bytes have changed. The first block shows that the
     *     file has another size, the last one that the checksum differs
     */
    int read(byte[] block) throws SpoolException;

    /** A reader of the same text that starts at its beginning. */
    SpooledText again();
}
