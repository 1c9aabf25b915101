package postprox.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import postprox.world.Tools;
import postprox.world.Workspace;

/**
 * The root directory of a mail server whose package excludes the one that is installed: its packages are unpacked there and
 * it is started with chroot(8), with the libraries and the users that it needs. So it also finds its queue and its
 * configuration in the places that were compiled into it, and the machine has none of it.
 */
final class PrivateRoot {
    /** Where {@code ./interop} and {@code ./test} put the packages. */
    private static final Path PACKAGES = Path.of("target/packages");

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    /** The first of the numbers that its users have, which are nobody's outside. */
    private static final int FIRST_USER = 64_990;

    private final Workspace workspace;
    private final String name;

    private PrivateRoot(Workspace workspace, String name) {
        this.workspace = workspace;
        this.name = name;
    }

    /** Makes one under this name in a workspace. */
    static PrivateRoot in(Workspace workspace, String name, List<String> packages, List<String> users) {
        PrivateRoot root = new PrivateRoot(workspace, name);
        Path directory = workspace.directory(name);
        for (String one : packages) {
            Tools.run("dpkg-deb", "-x", archive(one).toString(), directory.toString());
        }
        for (String needed : List.of("etc", "dev", "run", "tmp", "var/run")) {
            workspace.openDirectory(name + "/" + needed);
        }
        root.addUsers(users);
        root.file("etc/hosts", "127.0.0.1 localhost\n");
        root.file("etc/resolv.conf", "");
        // No device: the directory may be on a file system that has none. Empty is all that is expected of it.
        root.file("dev/null", "");
        Tools.run("chmod", "666", root.path("dev/null").toString());
        return root;
    }

    /** Copies a program's libraries from the machine, which has those that the packages depend on. */
    PrivateRoot withLibrariesOf(String program) {
        String list = Tools.run("ldd", path(program).toString());
        if (list.contains("not found")) {
            throw new AssertionError(program + " lacks libraries (run ./interop or ./test):\n" + list);
        }
        try {
            for (MatchResult match : LIBRARY.matcher(list).results().toList()) {
                Path copy = path(match.group(1).substring(1));
                Files.createDirectories(copy.resolveSibling(""));
                if (!Files.exists(copy)) {
                    Files.copy(Path.of(match.group(1)), copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A new file that everybody may read. */
    PrivateRoot file(String path, String text) {
        workspace.file(name + "/" + path, text);
        return this;
    }

    /** Gives a directory to one of its users. */
    PrivateRoot owned(String path, String user) {
        workspace.directory(name + "/" + path);
        inside("chown", user, path);
        return this;
    }

    /** A file's path outside. */
    Path path(String inside) {
        return workspace.path(name).resolve(inside);
    }

    String read(String path) {
        return workspace.read(name + "/" + path);
    }

    /** The words that start a program inside. */
    List<String> command(String... words) {
        List<String> command =
                new ArrayList<>(List.of("chroot", workspace.path(name).toString()));
        command.addAll(List.of(words));
        return command;
    }

    private void inside(String tool, String user, String path) {
        Tools.run(tool, Integer.toString(number(user)), path(path).toString());
    }

    private int number(String user) {
        return read("etc/passwd")
                .lines()
                .map(line -> line.split(":"))
                .filter(fields -> fields[0].equals(user))
                .mapToInt(fields -> Integer.parseInt(fields[2]))
                .findFirst()
                .orElseThrow();
    }

    private void addUsers(List<String> users) {
        StringBuilder passwd = new StringBuilder("root:x:0:0::/:/bin/false\n");
        StringBuilder group = new StringBuilder("root:x:0:\nmail:x:8:\n");
        for (int i = 0; i < users.size(); i++) {
            int number = FIRST_USER + i;
            passwd.append("%s:x:%d:%d::/:/bin/false%n".formatted(users.get(i), number, number));
            group.append("%s:x:%d:%n".formatted(users.get(i), number));
        }
        file("etc/passwd", passwd.toString());
        file("etc/group", group.toString());
    }

    private static Path archive(String debianPackage) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(PACKAGES, debianPackage + "_*.deb")) {
            for (Path archive : found) {
                return archive;
            }
        } catch (IOException e) {
            throw new AssertionError(PACKAGES + " is missing: run ./interop or ./test", e);
        }
        throw new AssertionError(debianPackage + " is missing in " + PACKAGES + ": run ./interop or ./test");
    }
}
