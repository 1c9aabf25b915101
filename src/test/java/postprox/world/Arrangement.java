package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the documents say about master.cf and main.cf: files of packaging/postfix, run as they are but for ports, user and
 * paths.
 *
 * @param main   lines of main.cf
 * @param master entries of master.cf
 */
public record Arrangement(String main, String master) {
    private static final Path DIRECTORY = Path.of("packaging/postfix");
    private static final Pattern ENTRY = Pattern.compile("(?m)^[^#\\s].*\n(?:\\s.*\n)*");

    /** The documented ports, and those that a test has in their place. */
    public record Ports(int smtp, int submission, int submissions, List<Integer> local) {
        /** Free ones. */
        public static Ports free() {
            return new Ports(
                    Tools.freePort(),
                    Tools.freePort(),
                    Tools.freePort(),
                    List.of(Tools.freePort(), Tools.freePort(), Tools.freePort(), Tools.freePort()));
        }
    }

    public static Arrangement of(String name) {
        return new Arrangement(read(name + ".main.cf"), read(name + ".master.cf"));
    }

    /** A file of packaging/postfix, empty if there is none. */
    static String read(String name) {
        try {
            Path file = DIRECTORY.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With something in place of what is documented. */
    public Arrangement replacing(String documented, String actual) {
        Arrangement replaced = new Arrangement(main.replace(documented, actual), master.replace(documented, actual));
        if (replaced.equals(this)) {
            throw new AssertionError("no '" + documented + "' in:\n" + main + master);
        }
        return replaced;
    }

    /** On ports that are free, and outside a chroot, for which a test's queue directory has no files. */
    Arrangement on(Ports ports) {
        String text = master.replaceAll("(?m)^smtp inet", "127.0.0.1:" + ports.smtp() + " inet")
                .replaceAll("(?m)^submission inet", "127.0.0.1:" + ports.submission() + " inet")
                .replaceAll("(?m)^submissions inet", "127.0.0.1:" + ports.submissions() + " inet")
                .replaceAll("(?m)^(\\S+ \\S+ \\S+ \\S+) y ", "$1 n ");
        Arrangement moved = new Arrangement(main, text);
        for (int i = 0; i < ports.local().size(); i++) {
            String documented = Integer.toString(10025 + i);
            if (moved.toString().contains(documented)) {
                moved = moved.replacing(documented, ports.local().get(i).toString());
            }
        }
        return moved;
    }

    /** With a program, its filter and its log in place of the documented ones, run by the user nobody. */
    Arrangement running(Installation installation, String filter, SyslogReceiver syslog) {
        return replacing("user=postprox", "user=nobody")
                .replacing("/usr/sbin/postprox -v", installation.launcher() + " --log " + syslog.target() + " -v")
                .replacing("/usr/share/postprox/examples/demo-filter.sh", filter);
    }

    /** The entry of master.cf that begins with these words. */
    String entry(String words) {
        return entries().stream()
                .filter(entry -> entry.startsWith(words + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no entry '" + words + "' in:\n" + master));
    }

    /** Its entries of master.cf. */
    public List<String> entries() {
        return ENTRY.matcher(master).results().map(found -> found.group()).toList();
    }

    /** Adds all of it to a configuration. */
    void addTo(PostfixInstance postfix) {
        for (String line : main.lines().toList()) {
            String[] parts = line.split(" *= *", 2);
            postfix.parameter(parts[0], parts[1]);
        }
        entries().forEach(postfix::service);
    }
}
