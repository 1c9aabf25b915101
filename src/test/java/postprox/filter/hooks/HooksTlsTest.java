package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.testkit.Certificates;
import postprox.testkit.ScriptedScanner;

/** A scanner behind TLS. */
class HooksTlsTest {
    @TempDir
    private Path directory;

    @Test
    void aScannerWithACertificateOfTheFileIsAskedAndAnotherIsNot() throws IOException {
        Certificates certificates = new Certificates(directory);
        String good = certificates.make("good", "ip:127.0.0.1");
        String other = certificates.make("other", "ip:127.0.0.1");
        try (ScriptedScanner scanner = ScriptedScanner.over(certificates.listen(good));
                Asker trusting = asker(scanner, certificates.pem(good), "first");
                Asker doubting = asker(scanner, certificates.pem(other), "second")) {
            scanner.says("{}");
            for (String text : new String[] {"x", "Subject: x\n\n" + "lorem ipsum\n".repeat(100_000)}) {
                assertThat(trusting.ask(text)).isEqualTo(new Verdict.Accept());
            }
            assertThat(doubting.ask("x"))
                    .isInstanceOfSatisfying(
                            NoVerdict.Failed.class,
                            failed -> assertThat(failed.reason()).contains("no TLS: "));
            assertThat(scanner.asked()).hasSize(2);
        }
    }

    private Asker asker(ScriptedScanner scanner, Path authorities, String spool) throws IOException {
        return new Asker(
                Files.createDirectory(directory.resolve(spool)),
                scanner.origin() + "/hook",
                Dialect.DRAFT01,
                new Standing.Known(Optional.empty()),
                Credentials.read(Optional.empty(), Optional.of(authorities)));
    }
}
