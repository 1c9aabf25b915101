package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.program.FilterFiles;
import postprox.filter.program.OutputFile;
import postprox.secondjvm.SecondJvm;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;

/** The files of a command, and what it wrote to OUTFILE. */
class FilterFilesTest {
    @TempDir
    private Path directory;

    @Test
    void theyHoldTheMessageNothingAndTheRecipientsForNobodyElse() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            FilterFiles files = FilterFiles.make(bench.message, Bench.envelope("a@b", List.of("b@example.com", "c@d")));
            assertThat(files.email()).hasContent("Subject: test\n\ntext\n");
            assertThat(files.output()).isEmptyFile();
            assertThat(files.recipients()).hasContent("b@example.com\nc@d\n");
            for (Path file : List.of(files.email(), files.output(), files.recipients())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
        assertThat(Bench.isEmpty(directory)).as("nothing left").isTrue();
    }

    @Test
    void outputThatTheFilterLeftAloneIsNoChange() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            assertThat(files(bench).written()).isEqualTo(new OutputFile.Written(Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void whatTheFilterWroteOrMovedThereIsTheChange() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            FilterFiles files = files(bench);
            Files.writeString(files.output(), "changed\n");
            assertThat(written(files)).isEqualTo("changed\n");
            Path other = Files.writeString(directory.resolve("other"), "moved\n");
            Files.move(other, files.output(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(written(files)).isEqualTo("moved\n");
        }
    }

    /** Something that the filter left running may put another file there, or write to it, behind the verdict. */
    @Test
    void nothingThatIsPutThereLaterPassesForTheChange() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            FilterFiles files = files(bench);
            Files.writeString(files.output(), "changed\n");
            SpooledText text = files.written().text().orElseThrow();
            Files.writeString(files.output(), "more\n", StandardOpenOption.APPEND);
            Files.move(
                    Files.writeString(directory.resolve("other"), "another\n"),
                    files.output(),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(text.size()).isEqualTo(8);
            assertThat(Bench.read(text)).isEqualTo("changed\n");
            assertThat(Bench.read(text.again())).as("once more").isEqualTo("changed\n");
        }
    }

    /** A link could name any file that we may read, and a fifo would keep us waiting. */
    @Test
    void outputThatIsNoRegularFileIsAnError() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            FilterFiles files = files(bench);
            Files.delete(files.output());
            Files.createSymbolicLink(files.output(), Path.of("/etc/passwd"));
            assertThatThrownBy(files::written).isInstanceOf(SpoolException.class);
            Files.delete(files.output());
            Files.createDirectory(files.output());
            assertThatThrownBy(files::written)
                    .isInstanceOf(SpoolException.class)
                    .hasMessage("cannot use what the filter wrote to OUTFILE: it is no longer a regular file");
        }
    }

    /** Root may read everything, but not without its capabilities. */
    @Test
    void outputThatCannotBeReadIsAnError() throws IOException, InterruptedException {
        List<String> withoutPrivileges =
                List.of("unshare", "--map-root-user", "setpriv", "--bounding-set=-all", "--inh-caps=-all");
        assertThat(SecondJvm.run(withoutPrivileges, UnreadableOutput.class, directory.toString()))
                .isEqualTo("cannot use what the filter wrote to OUTFILE: open: permission denied\n");
    }

    /** Main class of another process. */
    static final class UnreadableOutput {
        private UnreadableOutput() {}

        public static void main(String[] arguments) throws IOException {
            try (Bench bench = Bench.in(Path.of(arguments[0]))) {
                FilterFiles files = files(bench);
                Files.writeString(files.output(), "changed\n");
                Files.setPosixFilePermissions(files.output(), PosixFilePermissions.fromString("---------"));
                System.out.println(files.written());
            } catch (SpoolException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** Where the first has accepted, the second is given the same message. */
    @Test
    void twoFiltersOfOneMessageHaveFilesOfTheirOwn() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            FilterFiles first = files(bench);
            Files.writeString(first.output(), "of the first\n");
            FilterFiles second = files(bench);
            assertThat(second.email()).isEqualTo(first.email());
            assertThat(second.written().text()).isEmpty();
        }
        assertThat(Bench.isEmpty(directory)).as("nothing left").isTrue();
    }

    private static FilterFiles files(Bench bench) throws SpoolException {
        return FilterFiles.make(bench.message, Bench.PLAIN);
    }

    private static String written(FilterFiles files) throws SpoolException {
        return Bench.read(files.written().text().orElseThrow());
    }
}
