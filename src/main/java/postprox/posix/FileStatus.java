package postprox.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whose a file is and what may be done with it (inode(7)). Java's own view of a file's owner asks the name service for a
 * name, which may be far away, and leaves out the sticky bit.
 *
 * @param owner the number of its user
 * @param mode  its type and permissions
 */
public record FileStatus(int owner, int mode) {
    /** The owner may read, write and enter it. */
    public static final int OWNER_DOES_ALL = 0700;

    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 07777;
    private static final int DIRECTORY = 0040000;
    private static final int SOCKET = 0140000;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /** The status of a file. A link is not followed. */
    public static FileStatus of(Path path) throws IOException {
        Map<String, ?> attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        if (attributes.get("uid") instanceof Integer owner && attributes.get("mode") instanceof Integer mode) {
            return new FileStatus(owner, mode);
        }
        throw new IOException("Java does not tell owner and permissions of " + path);
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /** Whether it is a socket, and no device or fifo, which Java's own view does not tell apart. */
    public boolean isSocket() {
        return (mode & TYPE) == SOCKET;
    }

    /** What may be done with it, without its type. */
    public int permissions() {
        return mode & PERMISSIONS;
    }

    /** Whether something is kept from its owner. */
    public boolean isShut() {
        return (mode & OWNER_DOES_ALL) != OWNER_DOES_ALL;
    }

    /** Whether only the owner of a file in this directory may remove or rename it. */
    public boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /** Whether its group may write to it, or one of those whom an access control list names (acl(5)). */
    public boolean isGroupWritable() {
        return (mode & GROUP_WRITES) != 0;
    }

    /** Whether everybody may write to it. */
    public boolean isWorldWritable() {
        return (mode & OTHERS_WRITE) != 0;
    }
}
