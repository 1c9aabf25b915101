package postprox.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.trial.Account;
import postprox.trial.Result;

/** The rules on attachments in {@code examples/}, in sh and in Python. */
class AttachmentsTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void pythonIsInstalled() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor())
                .as("python3 is missing: apt-get install python3")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Content-Disposition: attachment; filename=\"a.exe\", .exe",
                "content-disposition: attachment; FILENAME=A.EXE, .exe",
                "Content-Type: application/x; name=\"a b;c.d.vbs\"; x=y, .vbs",
                "Content-Disposition: attachment; filename=\"a.scr. . \", .scr",
                "Content-Disposition: attachment; filename*=utf-8''a%20b.js, .js",
                "Content-Disposition: attachment; filename*0=\"a\"; filename*1=\".bat\", .bat",
            })
    void attachmentsThatWindowsWouldRunAreRefusedByBoth(String header, String ending) throws IOException {
        for (String filter : new String[] {"attachments.sh", "attachments.py"}) {
            for (String folding : new String[] {"; ", ";\n\t"}) {
                Example.assertRefused(
                        run(filter, withPart(header.replace("; ", folding), "x\n")),
                        "550 5.7.1 Attachments of type " + ending + " are not accepted here");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: attachment; filename=\"exe\"",
                "Content-Disposition: attachment; filename=\"a.exe.txt\"",
                "Content-Disposition: attachment; filename=\"a.executive\"",
                "X-Content-Type: name=a.exe",
                "Content-Disposition: attachment; filename*=nonsense''%%%",
                "Content-Disposition: attachment; filename=\"=?no-such-charset?B?!!?=\"",
                "Content-Transfer-Encoding: base64",
                "Content-Type: ; ; =; name",
            })
    void otherAttachmentsPassBoth(String header) throws IOException {
        for (String filter : new String[] {"attachments.sh", "attachments.py"}) {
            Example.assertAccepted(run(filter, withPart(header, "\u00ff\0 name=\"b.exe\"\n")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attachments.sh", "attachments.py"})
    void textAboutProgramsIsNoProgram(String filter) throws IOException {
        Example.assertAccepted(new Example(filter, directory).on("document.eml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"attachments.sh", "attachments.py"})
    void nameInTheMessagesOwnHeaderCountsWithoutAnyText(String filter) throws IOException {
        assertThat(run(filter, "Content-Type: application/x; name=a.exe").result())
                .isEqualTo(Result.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: attachment; filename=\"=?utf-8?B?YS5leGU=?=\"",
                "Content-Disposition: attachment; filename*0=\"a.e\"; filename*1=\"xe\"",
                "Content-Disposition: attachment; filename*=utf-8''a%2Eexe",
            })
    void encodedNamesAreReadInPython(String header) throws IOException {
        Example.assertRefused(
                run("attachments.py", withPart(header, "x\n")),
                "550 5.7.1 Attachments of type .exe are not accepted here");
    }

    @Test
    void programIsKnownByItsContentInPython() throws IOException {
        Example.assertRefused(
                new Example("attachments.py", directory).on("executable-content.eml"),
                "550 5.7.1 Attached programs (Windows) are not accepted here");
        Example.assertRefused(
                run("attachments.py", withPart("Content-Type: image/png", "\u007fELF\2\1\1\n")),
                "550 5.7.1 Attached programs (Linux) are not accepted here");
    }

    @Test
    void wordsThatBeginAsAProgramDoesAreNoProgram() throws IOException {
        Example.assertAccepted(
                run("attachments.py", withPart("Content-Type: text/plain", "MZ" + "z".repeat(100) + "\n")));
    }

    @Test
    void programInAnArchiveIsFoundInPython() throws IOException {
        Example.assertRefused(
                run("attachments.py", withBase64(zip("papers/invoice.pdf.EXE"))),
                "550 5.7.1 Archives with files of type .exe are not accepted here");
        Example.assertAccepted(run("attachments.py", withBase64(zip("papers/invoice.pdf"))));
    }

    @Test
    void brokenArchiveIsNoReasonToFail() throws IOException {
        Example.assertAccepted(run("attachments.py", withBase64("PK\3\4 and no archive".getBytes(UTF_8))));
    }

    @Test
    void forwardedMessageIsLookedInto() throws IOException {
        String forwarded = "Content-Type: message/rfc822\n\n" + Example.message("executable-name.eml");

        Example.assertRefused(
                run("attachments.py", forwarded), "550 5.7.1 Attachments of type .exe are not accepted here");
    }

    /** With work by the square of its length this would take hours. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Long", "Subject"})
    void aNameBehindMegabytesOfAFoldedHeaderIsFoundAllTheSame(String header) throws IOException {
        String message = header + ": a\n" + " x\n".repeat(4_000_000) + "Content-Type: application/x; name=a.exe\n\nx\n";

        Example.assertRefused(
                run("attachments.sh", message), "550 5.7.1 Attachments of type .exe are not accepted here");
    }

    @ParameterizedTest
    @ValueSource(strings = {" x\n", " name=\n", " name=name=name=name=name=name=name=name=name=name=\n"})
    void anUnreasonableHeaderIsRefusedAndNotFailed(String fold) throws IOException {
        String header = "Content-Type: application/x;\n" + fold.repeat(640_000 / fold.length()) + "\tname=a.exe";

        Example.assertRefused(
                run("attachments.sh", withPart(header, "x\n")),
                "550 5.6.0 Message has a header of unreasonable length");
    }

    @Test
    void anUnreasonableHeaderOfOneLineIsRefusedToo() throws IOException {
        Example.assertRefused(
                run("attachments.sh", withPart("Content-Type: a/b; x=\"" + "y".repeat(100_000) + "\"", "x\n")),
                "550 5.6.0 Message has a header of unreasonable length");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Type: message/rfc822\n\n", "Content-Type: multipart/mixed; boundary=b%d\n\n--b%1$d\n"})
    void unreasonablyDeepMimeIsRefusedAndNotFailed(String level) throws IOException {
        StringBuilder message = new StringBuilder("Subject: x\n");
        for (int i = 0; i < 1000; i++) {
            message.append(level.formatted(i));
        }

        Example.assertRefused(
                run("attachments.py", message + "Subject: y\n\ntext\n"),
                "550 5.6.0 Message is nested unreasonably deep");
    }

    @Test
    void reasonablyDeepMimeIsLookedInto() throws IOException {
        String message =
                "Content-Type: message/rfc822\n\n".repeat(20) + "Content-Type: application/x; name=a.exe\n\nx\n";

        Example.assertRefused(
                run("attachments.py", message), "550 5.7.1 Attachments of type .exe are not accepted here");
    }

    /** What cannot be foreseen has a time of the processor's, which is no other on a busy machine. */
    @Test
    void aMessageThatTakesTooLongIsRefusedAndNotFailed() throws IOException, InterruptedException {
        Path programs = Files.createDirectories(directory.resolve("programs"));
        Path awk = Files.writeString(programs.resolve("awk"), "#!/bin/sh\nkill -XCPU $$\n");
        Files.setPosixFilePermissions(awk, PosixFilePermissions.fromString("rwxr-xr-x"));
        Example.assertRefused(
                new Example("attachments.sh", directory).withPrograms(programs).on("clean.eml"),
                "550 5.6.0 Message takes unreasonable time to look at");

        Path message = Files.writeString(directory.resolve("lines"), "Subject: x\n" + "\n".repeat(5_000_000));
        ProcessBuilder impatient = new ProcessBuilder(
                "python3",
                "-c",
                "import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True; import attachments;"
                        + " attachments.PROCESSOR_SECONDS = 0.05; sys.exit(attachments.verdict())",
                Example.file(".").toString());
        impatient.environment().put("EMAIL", message.toString());
        Process python = impatient.start();
        String said = new String(python.getErrorStream().readAllBytes(), ISO_8859_1);
        assertThat(said).isEqualTo("550 5.6.0 Message takes unreasonable time to look at\n");
        assertThat(python.waitFor()).isEqualTo(1);
    }

    private Account run(String filter, String message) throws IOException {
        return new Example(filter, directory).onText(message);
    }

    private static String withPart(String header, String content) {
        return "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n" + header + "\n\n" + content
                + "\n--b--\n";
    }

    private static String withBase64(byte[] content) {
        return withPart(
                "Content-Type: application/zip\nContent-Transfer-Encoding: base64",
                new String(Base64.getMimeEncoder().encode(content), ISO_8859_1).replace("\r", "") + "\n");
    }

    private static byte[] zip(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write('x');
        }
        return bytes.toByteArray();
    }
}
