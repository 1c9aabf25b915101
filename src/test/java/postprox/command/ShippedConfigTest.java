package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.config.ConfigFile;
import postprox.config.Configuration;
import postprox.config.FilterOptions;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.filter.FailurePolicy;

/** The configuration file of the package is safe as it is, and its comments are true. */
class ShippedConfigTest {
    private static final Path SHIPPED = Path.of("packaging/postprox.conf");

    @Test
    void noMailPassesUnfilteredAndEachMessageIsLogged() throws UsageException {
        Configuration configuration = read(SHIPPED);

        assertThat(configuration.get(FilterOptions.ON_FAILURE)).isEqualTo(FailurePolicy.TEMPFAIL);
        assertThat(configuration.get(FilterOptions.COMMAND)).isEqualTo("/etc/postprox/filter");
        assertThat(configuration.get(ServiceOptions.VERBOSE)).isEqualTo(1);
        assertThat(configuration.get(ServiceOptions.LOG).files())
                .containsExactly(Path.of("/var/log/postprox/postprox.json"));
        assertThat(given(configuration)).hasSize(4);
    }

    @Test
    void eachSettingIsThereAndACommentHasItsDefault(@TempDir Path directory) throws IOException, UsageException {
        List<String> lines = Files.readAllLines(SHIPPED);
        for (Option<?> option : Options.settings()) {
            if (option.equals(FilterOptions.FILTER)) {
                continue;
            }
            assertThat(lines).as(option.name()).anyMatch(line -> line.matches("#?" + option.name() + " = .+"));
            String comment = "#" + option.name() + " = " + option.byDefault();
            assertThat(given(read(SHIPPED)).contains(option)
                            || option.byDefault().isEmpty()
                            || lines.contains(comment))
                    .as(comment)
                    .isTrue();
        }
        List<String> comments = lines.stream()
                .filter(line -> line.matches("#[a-z].* = .*|#\\[.*") && !line.matches(".* = [A-Z]+"))
                .map(line -> line.substring(1))
                .toList();

        Path withAll = Files.write(directory.resolve("conf"), comments);
        assertThat(ConfigFile.read(withAll.toString()).complaints()).isEmpty();
    }

    private static Configuration read(Path file) throws UsageException {
        return ConfigFile.read(file.toString()).configuration();
    }

    private static List<Option<?>> given(Configuration configuration) {
        return Options.settings().stream().filter(configuration::isGiven).toList();
    }
}
