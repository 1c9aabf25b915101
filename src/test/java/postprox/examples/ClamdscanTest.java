package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.trial.Account;

/** {@code examples/clamdscan.sh}, on a clamdscan that says what it is told to. */
class ClamdscanTest {
    @TempDir
    private Path directory;

    @Test
    void cleanMessagePasses() throws IOException {
        Example.assertAccepted(scan("echo 'stream: OK'; exit 0"));
    }

    @Test
    void virusIsRefusedByName() throws IOException {
        Example.assertRefused(
                scan("echo 'stream: Win.Test.EICAR_HDB-1 FOUND'; exit 1"),
                "550 5.7.1 Message contains a virus: Win.Test.EICAR_HDB-1");
    }

    @Test
    void virusWithoutANameIsRefusedAllTheSame() throws IOException {
        Example.assertRefused(scan("exit 1"), "550 5.7.1 Message contains a virus");
    }

    /** How large it is, its sender decides; clamd would break off the connection, which looks like trouble of ours. */
    @Test
    void messageThatIsTooLargeForTheScannerIsRefused() throws IOException {
        Example example = new Example("clamdscan.sh", directory)
                .withPrograms(fake(directory, "echo \"ERROR: Can't send to clamd: Broken pipe\"; exit 2"));

        Example.assertRefused(
                example.with("SCAN_LIMIT=100").on("clean.eml"),
                "552 5.3.4 Message is too large to be scanned for viruses");
        Example.assertFailed(example.with("SCAN_LIMIT=100000").on("clean.eml"), 2);
        Example.assertFailed(example.with("SCAN_LIMIT=much").on("clean.eml"), 2);
    }

    @Test
    void scannerThatFailsGivesNoVerdict() throws IOException {
        Account account = scan("echo 'ERROR: Could not connect to clamd'; exit 2");

        Example.assertFailed(account, 2);
        assertThat(account.text()).contains("stderr    clamdscan: exit status 2: ERROR: Could not connect to clamd\n");
    }

    @Test
    void scannerThatIsKilledGivesNoVerdict() throws IOException {
        Example.assertFailed(scan("kill -9 $$"), 2);
    }

    @Test
    void scannerReadsTheMessageFromItsStandardInput() throws IOException {
        Example.assertRefused(
                scan(
                        "for last; do :; done; [ \"$last\" = - ] && grep -q '^Subject: Lunch on Thursday$' && exit 1; exit 0"),
                "550 5.7.1 Message contains a virus");
    }

    private Account scan(String behaviour) throws IOException {
        return new Example("clamdscan.sh", directory)
                .withPrograms(fake(directory, behaviour))
                .on("clean.eml");
    }

    /** A directory with a clamdscan that behaves so. */
    static Path fake(Path directory, String behaviour) throws IOException {
        Path programs = Files.createDirectories(directory.resolve("programs"));
        Path program = Files.writeString(programs.resolve("clamdscan"), "#!/bin/sh\n" + behaviour + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs;
    }
}
