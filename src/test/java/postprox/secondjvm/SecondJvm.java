package postprox.secondjvm;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import postprox.text.WireText;

/** Starts a main class of the tests in a process of its own. */
public final class SecondJvm {
    private static final int SECONDS = 60;

    private SecondJvm() {}

    /** The command line that runs a main class on the program's and the tests' classes alone. */
    public static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                placeOf(WireText.class) + File.pathSeparator + placeOf(main),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Runs a main class to its end.
     *
     * @param wrapper a command that runs the command behind it, such as unshare(1); nothing for none
     * @return what it printed, its complaints included
     */
    public static String run(List<String> wrapper, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(command(main, arguments));
        Path printed = Files.createTempFile("second-jvm", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(main.getName() + " did not end: " + Files.readString(printed));
            }
            return Files.readString(printed, StandardCharsets.UTF_8);
        } finally {
            Files.delete(printed);
        }
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
