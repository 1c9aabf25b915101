package postprox.spool;

import java.nio.channels.FileChannel;

/** Makes texts of messages that are stored outside of the spool. */
public final class StoredText {
    private StoredText() {}

    /**
     * A text that postprox wrote to a file, perhaps in another process.
     *
     * @param file     the open file, which the caller closes after the last read
     * @param name     the text's name in exceptions
     * @param checksum the CRC-32C of its bytes
     */
    public static SpooledText of(FileChannel file, String name, long size, long checksum) {
        return new FileText(new Disk(), file, name, size, checksum);
    }

    /** A text with more bytes in front of it. */
    public static SpooledText behind(byte[] head, SpooledText text) {
        return new EditedText(head, text, 0);
    }
}
