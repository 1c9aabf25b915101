package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;

/** What is printed on request. */
class PrintedTest {
    @ParameterizedTest
    @EnumSource
    void helpOfACommandHasItsOptionsAndNoOthers(Usage usage) {
        String help = Help.of(usage);
        Stream<Option<?>> all = Options.groups().stream().flatMap(group -> group.options().stream());

        assertThat(all).allSatisfy(option -> {
            if (option.isPublic() && option.isTakenBy(usage)) {
                assertThat(help).contains("--" + option.name());
            } else if (usage != Usage.SERVE) {
                assertThat(help).doesNotContain("      --" + option.name() + " ");
            }
        });
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(96));
    }

    @Test
    void helpOfTheProgramHasAllThatUsersNeedToKnow() {
        assertThat(Help.of(Usage.SERVE))
                .startsWith("Usage: postprox HOST[:PORT] [options]")
                .contains("postprox config check FILE", "postprox demo [--serve]", "Each command has a help of its own")
                .doesNotContain("rehearse", "--resident SOCKET");
    }

    @Test
    void helpOfConfigTellsWhoseOptionsItLists() {
        assertThat(Help.of(Usage.CONFIG))
                .contains("The options are those of a start.", "config check checks them together with the file");
    }

    @Test
    void licenseAndVersionAreWhatTheyAre() {
        assertThat(Texts.license()).contains("Apache License").contains("Version 2.0");
        assertThat(Texts.version())
                .matches("postprox \\d+\\.\\d+\\.\\d+\\S*\nruntime: .*"
                        + Runtime.version().feature() + ".*\nfilters: .+\n");
    }
}
