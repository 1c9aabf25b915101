package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.FailurePolicy;

/** A command line is read as getopt_long(3) reads it. */
class CommandLineTest {
    /** Every option of every way to call the program. */
    static Stream<Option<?>> options() {
        return Options.groups().stream().flatMap(group -> group.options().stream());
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionCanBeGivenInEachOfItsForms(Option<?> option) throws UsageException {
        List<List<String>> forms = new ArrayList<>();
        if (option.type().wantsValue()) {
            // What looks like another option is a value all the same.
            forms.add(List.of("--" + option.name() + "=-l"));
            forms.add(List.of("--" + option.name(), "-l"));
            if (!option.letter().isEmpty()) {
                forms.add(List.of("-" + option.letter(), "-l"));
                forms.add(List.of("-" + option.letter() + "-l"));
            }
        } else {
            forms.add(List.of("--" + option.name()));
            if (!option.letter().isEmpty()) {
                forms.add(List.of("-" + option.letter()));
            }
        }
        for (List<String> form : forms) {
            List<String> arguments = new ArrayList<>(form);
            arguments.add("operand");
            CommandLine line = CommandLine.read(usageOf(option), arguments);
            assertThat(line.operands()).as(form.toString()).containsExactly("operand");
            assertThat(line.texts(option))
                    .as(form.toString())
                    .containsExactly(
                            option.type().wantsValue() ? "-l" : option.type().onceMore(option.byDefault()));
        }
    }

    @Test
    void onFailureAndItsOlderSpellingMeanTheSameOrAreAnError() throws Exception {
        assertThat(onFailure("-r")).isEqualTo(FailurePolicy.TEMPFAIL);
        assertThat(onFailure("--on-failure=pass")).isEqualTo(FailurePolicy.PASS);
        assertThat(onFailure("-r", "--on-failure", "tempfail")).isEqualTo(FailurePolicy.TEMPFAIL);
        assertThat(onFailure()).isEqualTo(FailurePolicy.PASS);

        assertThatThrownBy(() -> onFailure("--on-failure", "pass", "--reject"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--on-failure and -r do not mean the same; leave one out");
    }

    private static FailurePolicy onFailure(String... options) throws UsageException {
        return CommandLine.read(Usage.SERVE, List.of(options)).configuration().get(FilterOptions.ON_FAILURE);
    }

    @Test
    void lettersStandTogetherAsWithGetopt() throws UsageException {
        String expected = texts("-r", "-v", "-v", "-t", "30", "-c", "x y", "mx");
        assertThat(texts("-rv", "-v", "-t30", "-cx y", "mx")).isEqualTo(expected);
        assertThat(texts("-rvvt30", "mx", "-c", "x y")).isEqualTo(expected);
        assertThat(texts("-vrvcx y", "-t", "30", "mx")).isEqualTo(expected);
        assertThat(texts("mx", "-vvrt", "30", "--command", "x y")).isEqualTo(expected);
    }

    @Test
    void operandsStandBeforeBetweenOrBehindOptions() throws UsageException {
        String expected = texts("mx:26", "-r", "-t", "5");
        assertThat(texts("-r", "-t", "5", "mx:26")).isEqualTo(expected);
        assertThat(texts("-r", "mx:26", "-t", "5")).isEqualTo(expected);
        assertThat(texts("-r", "-t", "5", "--", "mx:26")).isEqualTo(expected);
        assertThat(read("--", "-r", "-l25").operands()).containsExactly("-r", "-l25");
        assertThat(read("-", "x").operands()).containsExactly("-", "x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 0",
                "\"quoted\"",
                "'q'",
                "a=b",
                "x -v -r",
                "--",
                "-",
                "-rv",
                "-x y",
                "--reject",
                "gr\u00c3\u00bc\u00ff",
                "a\nb",
                ""
            })
    void valueIsTakenAsItIs(String value) throws UsageException {
        assertThat(configuration("mx", "-c", value).get(FilterOptions.COMMAND)).isEqualTo(value);
        assertThat(configuration("mx", "--command", value).get(FilterOptions.COMMAND))
                .isEqualTo(value);
        assertThat(configuration("mx", "--command=" + value).get(FilterOptions.COMMAND))
                .isEqualTo(value);
    }

    @Test
    void laterValueOverridesAnEarlierOne() throws UsageException {
        Configuration configuration = configuration("mx", "-t", "5", "-c", "a", "--timeout=6", "-cb");

        assertThat(configuration.get(FilterOptions.TIMEOUT)).hasSeconds(6);
        assertThat(configuration.get(FilterOptions.COMMAND)).isEqualTo("b");
        assertThat(CommandLine.read(Usage.TRY, List.of("--recipient=a", "--recipient", "b"))
                        .configuration()
                        .all(TrialOptions.RECIPIENT))
                .as("but recipients are several")
                .containsExactly("a", "b");
    }

    @Test
    void verbosityEndsAtThree() throws UsageException {
        assertThat(configuration("mx").get(ServiceOptions.VERBOSE)).isZero();
        assertThat(configuration("mx", "-v").get(ServiceOptions.VERBOSE)).isEqualTo(1);
        assertThat(configuration("mx", "-vv", "--verbose").get(ServiceOptions.VERBOSE))
                .isEqualTo(3);
        assertThat(configuration("mx", "-vvvvv").get(ServiceOptions.VERBOSE)).isEqualTo(3);
    }

    private static Usage usageOf(Option<?> option) {
        return Stream.of(Usage.values()).filter(option::isTakenBy).findFirst().orElseThrow();
    }

    private static CommandLine read(String... arguments) throws UsageException {
        return CommandLine.read(Usage.SERVE, List.of(arguments));
    }

    private static Configuration configuration(String... arguments) throws UsageException {
        return read(arguments).configuration();
    }

    private static String texts(String... arguments) throws UsageException {
        CommandLine line = read(arguments);
        StringBuilder texts = new StringBuilder();
        options().forEach(option -> texts.append(line.texts(option)));
        return texts + " " + line.operands();
    }
}
