package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which scripts a command names for an interpreter. */
class NamedScriptsTest {
    private static final Interpreter PYTHON = Interpreter.ALL.getFirst();
    private static final Interpreter JAVA = Interpreter.ALL.get(2);

    @TempDir
    private Path directory;

    /** Interpreters write the absolute path of a script that the command names by a relative one. */
    @Test
    void aRelativePathNamesTheFileInTheWorkingDirectory() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        String relative = here.relativize(script("#!/usr/bin/python3")).toString();
        NamedScripts named = new NamedScripts("exec " + relative);

        assertThat(named.contains(here + "/" + relative, PYTHON)).isTrue();
        assertThat(named.contains(relative, PYTHON)).isTrue();
        assertThat(named.contains("/elsewhere/" + relative, PYTHON)).isFalse();
        assertThat(new NamedScripts(relative + "\0").contains(here + "/" + relative + "\0", PYTHON))
                .isFalse();
    }

    /** Java's reports name a source file without its directory. */
    @Test
    void theNameOfAJavaSourceFileIsEnough() throws IOException {
        Path script = Files.writeString(directory.resolve("Filter.java"), "class Filter {}");
        NamedScripts named = new NamedScripts("java " + script);

        assertThat(named.contains("Filter.java", JAVA)).isTrue();
        assertThat(named.contains("ilter.java", JAVA)).isFalse();
        assertThat(named.contains("Filter", JAVA)).isFalse();
        assertThat(named.contains("Filter.java", PYTHON)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PYTHON=python3 %s",
                "PYTHON=\"python3\" %s",
                "PYTHON='python3' %s",
                "\"$python3\" %s",
                "exec perl %s",
                "-u %s",
            })
    void aVariableIsNoInterpreter(String command) throws IOException {
        assertThat(isNamed(command, script("import nosuch"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "# python3", "# /usr/bin/python3", "#!", "#!/usr/bin/env", "#!/bin/sh python3"})
    void aFirstLineWithoutTheInterpreterNamesNone(String line) throws IOException {
        assertThat(isNamed("%s", script(line))).isFalse();
    }

    /** A directory, a device or a pipe is none, and is not read. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/etc", "/nosuch"})
    void onlyAFileIsAScript(String file) {
        assertThat(isNamed("python3 %s", Path.of(file))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "python3", "/usr/bin/python3.0", "python3.9", "./python-3", "pypy3", "/pypy"})
    void aVersionMayFollowTheNameOfAnInterpreter(String program) {
        assertThat(PYTHON.is(program)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "pytho", "Python3", "python3/", "python:", "python3x", "python_3", "/python3/sh", "xpython"})
    void otherProgramsAreNot(String program) {
        assertThat(PYTHON.is(program)).isFalse();
    }

    private static boolean isNamed(String command, Path script) {
        return new NamedScripts(command.formatted(script)).contains(script.toString(), PYTHON);
    }

    private Path script(String firstLine) throws IOException {
        return Files.writeString(directory.resolve("filter"), firstLine + "\n");
    }
}
