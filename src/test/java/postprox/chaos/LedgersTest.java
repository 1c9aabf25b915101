package postprox.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.chaos.Ledgers.Place;

/** The judge finds what must be found. */
class LedgersTest {
    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedAndArrivedOnceIsWell() throws IOException {
        Ledgers ledgers = compare("1.1 pass aa 250\n1.2 refuse bb 550\n1.3 fail cc 451\n", "1.1 aa 1.1@example.com\n");
        assertThat(ledgers.violations()).isEmpty();
        assertThat(ledgers.acknowledgedInAll()).isEqualTo(1);
    }

    @Test
    void whatWasAcknowledgedAndIsInTheQuarantineOrInTheLogIsWell() throws IOException {
        Ledgers ledgers = compare(
                "1.1 quarantine aa 250\n1.2 discard bb 250\n1.3 quarantine cc 000\n1.4 discard dd 451\n",
                "",
                "1.1 aa 1.1@example.com\n1.3 cc 1.3@example.com\n",
                "1.2 - 1.2@example.com\n1.4 - 1.4@example.com\n");
        assertThat(ledgers.violations()).isEmpty();
        assertThat(ledgers.acknowledged()).isEqualTo(Map.of(Place.QUARANTINE, 1, Place.DISCARDED, 1));
        assertThat(ledgers.inDoubt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1 quarantine aa 250, '', '', not in the quarantine",
        "1.1 quarantine aa 451, 1.1 aa 1.1@example.com, '', told to keep it",
        "1.1 quarantine aa 250, 1.1 ab 1.1@example.com, '', altered",
        "1.1 quarantine aa 250, 1.1 aa 1.1@example.com|1.1 aa 1.1@example.com, '', 2 times",
        "1.1 quarantine aa 554, '', '', for no reason of its own",
        "1.1 discard aa 250, '', '', not in the log",
        "1.1 discard aa 000, 1.1 aa 1.1@example.com, '', filter did not let it",
        "1.1 refuse aa 550, '', 1.1 - 1.1@example.com, filter did not let it",
        "peace-1.1 quarantine aa 451, '', '', though nothing happened",
    })
    void whatMustNotBeAsideIsFound(String sent, String aside, String discarded, String violation) throws IOException {
        assertThat(compare(sent + "\n", "", lines(aside), lines(discarded)).violations())
                .singleElement()
                .asString()
                .contains(violation);
    }

    @Test
    void aRefusedMessageThatIsAcknowledgedIsFound() throws IOException {
        assertThat(compare("1.1 refuse aa 250\n", "").violations()).hasSize(1);
    }

    private static String lines(String joined) {
        return joined.isEmpty() ? "" : joined.replace('|', '\n') + "\n";
    }

    @Test
    void whatIsAnsweredAsItsFilterJudgedIsWell() throws IOException {
        String sent = "peace-1.1 pass aa 250\npeace-1.2 refuse bb 550\npeace-1.3 fail cc 451\n";
        assertThat(compare(sent, "peace-1.1 aa peace-1.1@example.com\n").violations())
                .isEmpty();
    }

    @Test
    void whatArrivedWithoutAnAnswerIsInDoubtAndNoViolation() throws IOException {
        Ledgers ledgers = compare("1.1 pass aa 000\n1.2 pass bb 451\n", "1.1 aa 1.1@example.com\n");
        assertThat(ledgers.violations()).isEmpty();
        assertThat(ledgers.inDoubt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1 pass aa 250, '', not at the next hop",
        "1.1 pass aa 250, 1.1 aa 1.1@example.com|1.1 aa 1.1@example.com, 2 times",
        "1.1 pass aa 250, 1.1 ab 1.1@example.com, altered",
        "1.1 pass aa 250, 1.1 aa 1.2@example.com, envelope of another",
        "1.1 refuse aa 550, 1.1 aa 1.1@example.com, filter did not let it",
        "1.1 fail aa 451, 1.1 aa 1.1@example.com, filter did not let it",
        "1.1 pass aa 554, '', for no reason of its own",
        "peace-1.1 rewrite aa 451, '', though nothing happened",
        "peace-1.1 refuse aa 451, '', though nothing happened",
        "peace-1.1 fail aa 000, '', though nothing happened",
        "1.1 pass aa 451, 9.9 aa 9.9@example.com, nobody sent it",
    })
    void whatMustNotBeIsFound(String sent, String arrived, String violation) throws IOException {
        assertThat(compare(sent + "\n", lines(arrived)).violations())
                .hasSize(1)
                .first()
                .asString()
                .contains(violation);
    }

    private Ledgers compare(String sent, String arrived) throws IOException {
        return compare(sent, arrived, "", "");
    }

    private Ledgers compare(String sent, String arrived, String aside, String discarded) throws IOException {
        return Ledgers.compare(
                Files.writeString(directory.resolve("sent"), sent),
                Map.of(
                        Place.NEXT_HOP,
                        Files.writeString(directory.resolve("arrived"), arrived),
                        Place.QUARANTINE,
                        Files.writeString(directory.resolve("aside"), aside),
                        Place.DISCARDED,
                        Files.writeString(directory.resolve("discarded"), discarded)));
    }
}
