package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What interpreters say of a script that does not exist. */
class MissingScriptTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ruby: No such file or directory -- /x.rb (LoadError)",
                "couldn't read file \"/x.tcl\": no such file or directory",
                "Error: Unable to access jarfile /x.jar",
                "lua: cannot open /x.lua",
                "/usr/bin/lua5.4: cannot open /x.lua",
                "/usr/bin/python3: No module named x",
            })
    void theMessageIsTheLastLine(String line) {
        assertThat(MissingScript.in(List.of(line))).contains(new CrashReport(0, false, line, List.of()));
        assertThat(MissingScript.in(List.of("before", line))).contains(new CrashReport(1, false, line, List.of()));
        assertThat(MissingScript.in(List.of(line, "after"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ruby: No such file or directory -- /x.rb",
                "I couldn't read file \"/x.tcl\": no such file or directory",
                "couldn't read file \"/x.tcl\"",
                ": cannot open /x.lua",
                "lua cannot open /x.lua",
                "perl: cannot open /x.lua",
                "by lua: cannot open /x.lua",
                "lua: error: cannot open /x.lua",
                "/lua/filter: cannot open /x.lua",
                "python3: can't open it",
                "filter: No module named x",
            })
    void otherLinesAreNone(String line) {
        assertThat(MissingScript.in(List.of(line))).isEmpty();
    }
}
