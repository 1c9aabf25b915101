package postprox.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.secondjvm.SecondJvm;

class OwnProcessTest {
    @TempDir
    private Path directory;

    /** Postfix's spawn(8) gives no locale: to the JVM, everything beyond US-ASCII is a question mark. */
    @Test
    void argumentsAndEnvironmentAreReadByteForByteInAnyLocale() throws IOException {
        for (String locale : List.of("LC_ALL=C", "LC_ALL=C.UTF-8", "X=")) {
            assertThat(tell(List.of("V=\u00e9\u00c3\u00bc\u0001", "EMPTY=", locale), "", "\u00ff \u00c3\u00bc\n", ""))
                    .isEqualTo("[, \u00ff \u00c3\u00bc\n, ]" + "[V=\u00e9\u00c3\u00bc\u0001, EMPTY=, " + locale + "]");
        }
    }

    /** Main class of another process. */
    static final class Teller {
        private Teller() {}

        public static void main(String[] arguments) throws IOException {
            String said = OwnProcess.lastArguments(arguments.length) + "" + OwnProcess.environment();
            System.err.writeBytes(said.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void pathsAreTheSameBytesInJavaAndOutsideItOrAreRefused() throws IOException {
        String name = directory + "/gr\u00c3\u00bcn";
        assertThat(open("LC_ALL=C.UTF-8", name)).isEqualTo("made " + name);
        assertThat(Files.exists(PathText.path(name))).isTrue();
        assertThat(open("LC_ALL=C", name)).isEqualTo("refused");
        assertThat(open("LC_ALL=C.UTF-8", directory + "/\u00ff")).isEqualTo("refused");
        assertThat(open("LC_ALL=C", directory + "//plain")).isEqualTo("made " + directory + "/plain");
    }

    /** Main class of another process. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) throws IOException {
            try {
                Path path = PathText.path(OwnProcess.lastArguments(1).getFirst());
                Files.createFile(path);
                System.err.writeBytes(("made " + PathText.of(path)).getBytes(StandardCharsets.ISO_8859_1));
            } catch (InvalidPathException e) {
                System.err.print("refused");
            }
        }
    }

    @Test
    void descriptorsSayWhatTheyAreOpenOn() throws IOException {
        assertThat(OwnProcess.descriptorTarget(9999)).isEmpty();
        assertThat(OwnProcess.isSocket(9999)).isFalse();
        assertThat(OwnProcess.isSameSocket(9998, 9999)).isFalse();
        assertThat(OwnProcess.executable()).endsWith("/bin/java");
    }

    private static String tell(List<String> environment, String... arguments) throws IOException {
        return run(Teller.class, environment, arguments);
    }

    private static String open(String locale, String path) throws IOException {
        return run(Opener.class, List.of(locale), path);
    }

    private static String run(Class<?> main, List<String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(SecondJvm.command(main));
        command.addAll(List.of(arguments));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ChildExit exit = ChildProcess.run(
                new SpawnRequest(command.getFirst(), command, environment), Duration.ofSeconds(60), said::writeBytes);
        assertThat(exit).as(said.toString(StandardCharsets.ISO_8859_1)).isEqualTo(new ChildExit.Status(0));
        return said.toString(StandardCharsets.ISO_8859_1);
    }
}
