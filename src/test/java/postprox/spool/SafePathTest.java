package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where others can exchange what a filter reads or writes, messages are not kept. */
class SafePathTest {
    @TempDir
    private Path above;

    @ParameterizedTest
    @CsvSource({"700, 755", "755, 755", "1777, 755", "1770, 755", "2750, 755", "700, 1777", "1777, 1775"})
    void whereNobodyElseCanExchangeFilesAllIsWell(String mode, String parentsMode) throws IOException {
        assertThat(objection(mode, parentsMode)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "777 | 755 | everybody may write to $DIR; chmod go-w $DIR, or chmod +t $DIR",
                "757 | 755 | everybody may write to $DIR; chmod go-w $DIR, or chmod +t $DIR",
                "770 | 755 | its group may write to $DIR; chmod g-w $DIR, or chmod +t $DIR",
                "2775 | 755 | its group may write to $DIR; chmod g-w $DIR, or chmod +t $DIR",
                "700 | 777 | everybody may write to $PARENT; chmod go-w $PARENT, or chmod +t $PARENT",
                "700 | 775 | its group may write to $PARENT; chmod g-w $PARENT, or chmod +t $PARENT",
            })
    void whereOthersCanTheObjectionSaysWhatToDo(String mode, String parentsMode, String reason) throws IOException {
        assertThat(objection(mode, parentsMode)).contains("others could exchange messages in $DIR: " + reason);
    }

    @Test
    void thePathUpToTheRootCounts() throws IOException {
        Path high = above.toRealPath().resolve("a/b");
        Path deep = Files.createDirectories(high.resolve("c/d"));
        assertThat(SafePath.objection(deep)).isEmpty();
        setMode(high, "0777");
        assertThat(SafePath.objection(deep)).isPresent();
    }

    private Optional<String> objection(String mode, String parentsMode) throws IOException {
        Path parent = Files.createDirectory(above.toRealPath().resolve("parent"));
        Path directory = Files.createDirectory(parent.resolve("spool"));
        setMode(directory, mode);
        setMode(parent, parentsMode);
        return SafePath.objection(directory)
                .map(text -> text.replace(directory.toString(), "$DIR").replace(parent.toString(), "$PARENT"));
    }

    private static void setMode(Path file, String mode) throws IOException {
        Files.setAttribute(file, "unix:mode", Integer.parseInt(mode, 8));
    }
}
