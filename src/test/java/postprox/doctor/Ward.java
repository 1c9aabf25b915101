package postprox.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import postprox.postfix.Postfix;
import postprox.world.Arrangement;
import postprox.world.Workspace;

/**
 * A healthy Postfix as packaging/postfix has it, in files alone, into which faults are planted. A fault is a few steps with semicolons
 * between them:
 *
 * <pre>
 * use NAME            begin with packaging/postfix/NAME, and not with before-queue
 * main LINE           a line at the end of main.cf
 * master OLD => NEW   another text in master.cf
 * option WORDS        options of postprox, in front of the others
 * filter TEXT         another text of the filter; \n and \r are line ends
 * mode FILE rwxrwxrwx another mode of a file
 * write FILE TEXT     a file
 * saved               the entry of spawn is that of a set-up, which can be taken back
 * listening OPTIONS   a unit of systemd in the place of the entry of spawn
 * </pre>
 *
 * DIR stands for the directory of the test, PROGRAM for postprox, FILTER for the filter, SPAWN for the entry of spawn.
 */
final class Ward {
    private static final String SPAWN = """
            127.0.0.1:10025 inet n n n - 20 spawn
                user=nobody argv=PROGRAM -v --log DIR/log -r -c FILTER 127.0.0.1:10026
            """;

    private static final String FILTER_TEXT = "#!/bin/sh\nexit 0\n";

    private final Workspace workspace;
    private String main = "compatibility_level = 3.6\n";
    private String master = "";

    Ward(Workspace workspace) {
        this.workspace = workspace;
        Path _ = workspace.directory("etc");
        Path _ = workspace.directory("closed");
        Path _ = workspace.directory("home");
        write("log", "");
        mode("log", "rw-rw-rw-");
        Path _ = workspace.directory("units/postprox.service.d");
        Path _ = workspace.script("postprox", "exit 0\n");
        write("filter", FILTER_TEXT);
        mode("filter", "rwxr-xr-x");
        begin("before-queue");
    }

    private void begin(String name) {
        Arrangement arrangement = Arrangement.of(name);
        main = "compatibility_level = 3.6\n" + arrangement.main();
        String entries = arrangement.master();
        master = (entries.contains("\nsmtp inet") ? "" : "smtp inet n - y - 20 smtpd\n")
                + entries.replace("user=postprox", "user=nobody")
                        .replace("/usr/sbin/postprox -v", "PROGRAM -v --log DIR/log")
                        .replace("/usr/share/postprox/examples/demo-filter.sh", "FILTER")
                + (entries.contains("\npickup") ? "" : "pickup unix n - y 60 1 pickup\n");
    }

    Ward plant(String fault) {
        for (String step : fault.split(" ; ")) {
            String text = step.strip();
            int blank = (text + " ").indexOf(' ');
            plant(text.substring(0, blank), text.substring(Math.min(text.length(), blank + 1)));
        }
        return this;
    }

    private void plant(String verb, String rest) {
        switch (verb) {
            case "use" -> begin(rest);
            case "main" -> {
                String begin = rest.substring(0, rest.indexOf(" ="));
                main = main.replaceAll("(?m)^" + Pattern.quote(begin) + " =.*\n", "") + unescaped(rest) + "\n";
            }
            case "master" -> {
                String[] parts = unescaped(rest).replace("SPAWN", SPAWN).split(" =>", 2);
                if (!master.contains(parts[0])) {
                    throw new AssertionError("no '" + parts[0] + "' in:\n" + master);
                }
                master = master.replace(parts[0], parts[1].strip());
            }
            case "listening" -> {
                plant("master", "SPAWN =>");
                write(
                        "units/postprox.service",
                        named(
                                "[Service]\nUser=nobody\nExecStart=PROGRAM -l 127.0.0.1:10025 -r --log DIR/log -c 'exec FILTER'"
                                        + " 127.0.0.1:10026 " + rest + "\n"));
            }
            case "option" -> plant("master", "PROGRAM => PROGRAM " + rest);
            case "saved" -> {
                String saved = "state" + workspace.path("etc") + "/2026-12-01T00:00:00.000Z/";
                Path _ = workspace.directory(saved);
                write(saved + "master.cf.complete", "");
                write(saved + "port", "10025\n");
            }
            case "filter" -> write("filter", unescaped(rest));
            case "mode" -> mode(rest.split(" ")[0], rest.split(" ")[1]);
            case "write" -> write(rest.split(" ")[0], unescaped(named(rest.substring(rest.indexOf(' ') + 1))));
            default -> throw new AssertionError("no such step: " + verb);
        }
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }

    private void write(String name, String text) {
        try {
            Files.writeString(workspace.path(name), text, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mode(String name, String permissions) {
        try {
            Files.setPosixFilePermissions(workspace.path(name), PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text with the names of this ward in it. */
    String named(String text) {
        return text.replace("PROGRAM", workspace.path("postprox").toString())
                .replace("FILTER", workspace.path("filter").toString())
                .replace("DIR", workspace.path("").toString().replaceAll("/$", ""));
    }

    /** Writes the files of Postfix. */
    Ward admit() {
        write("etc/main.cf", named(main).replace("\\c\n", ""));
        write("etc/master.cf", named(master));
        return this;
    }

    /** What an examination of the files finds. */
    List<Finding> findings() throws IOException {
        Workspace.letCool(workspace.path("etc/main.cf"));
        return Doctor.examine(
                Postfix.in(workspace.path("etc")),
                Depth.FILES,
                new Machine(
                        workspace.path("home/postprox.conf"),
                        List.of(workspace.path("units")),
                        Path.of("/proc"),
                        workspace.path("state"),
                        workspace.path("logs")),
                _ -> {});
    }
}
