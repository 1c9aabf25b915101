package postprox.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * The owner, type and permissions of a file (inode(7)). Java's own attributes ask the name service, which may be far away, for
 * the owner's name, and leave out the sticky bit.
 *
 * @param owner the number of the user to whom the file belongs
 * @param mode  its type and permissions
 */
public record FileStatus(int owner, int mode) {
    /** The owner's permissions to read, write and enter a directory. */
    public static final int OWNER_DOES_ALL = 0700;

    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 07777;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /** The status of a file. A link is not followed. */
    public static FileStatus of(Path path) throws IOException {
        return read(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** The status of the file that a path leads to. Links are followed. */
    public static FileStatus ofTarget(Path path) throws IOException {
        return read(path);
    }

    private static FileStatus read(Path path, LinkOption... links) throws IOException {
        Map<String, ?> attributes = Files.readAttributes(path, "unix:uid,mode", links);
        if (attributes.get("uid") instanceof Integer owner && attributes.get("mode") instanceof Integer mode) {
            return new FileStatus(owner, mode);
        }
        throw new IOException("Java does not tell owner and permissions of " + path);
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /** Whether the file is a symbolic link, which only {@link #of} can find. */
    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    /** Whether the file is a socket. Java's own attributes do not distinguish a socket from a device or a fifo. */
    public boolean isSocket() {
        return (mode & TYPE) == SOCKET;
    }

    public boolean isFifo() {
        return (mode & TYPE) == FIFO;
    }

    /** The permissions with the set-user-ID, set-group-ID and sticky bits, without the type. */
    public int permissions() {
        return mode & PERMISSIONS;
    }

    /** Whether the owner lacks one of the permissions {@link #OWNER_DOES_ALL}. */
    public boolean isShut() {
        return (mode & OWNER_DOES_ALL) != OWNER_DOES_ALL;
    }

    /** Whether only the owner of a file in this directory may remove or rename it. */
    public boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /**
     * Whether its group may write to it. If it has an access control list, whether the list's mask allows writing (acl(5)).
     */
    public boolean isGroupWritable() {
        return (mode & GROUP_WRITES) != 0;
    }

    /** Whether everybody may write to it. */
    public boolean isWorldWritable() {
        return (mode & OTHERS_WRITE) != 0;
    }
}
