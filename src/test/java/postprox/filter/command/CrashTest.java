package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.RefusalText;
import postprox.filter.Verdict;
import postprox.filter.program.ProcessLimits;

/** Exit status 1 is what a filter refuses with, and what many interpreters crash with: real ones are told apart here. */
class CrashTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path directory;

    /**
     * A script that crashes.
     *
     * @param interpreter what runs it
     * @param file        the script's name
     * @param text        the script
     * @param words       how the failure is described; FILE is the script
     */
    record Script(String interpreter, String file, String text, String words) {
        @Override
        public String toString() {
            return file + ": " + text.replace("\n", "\\n");
        }
    }

    private static Script python(String text, String words) {
        return new Script("/usr/bin/python3", "filter.py", text, words);
    }

    private static Script ruby(String text, String words) {
        return new Script("ruby", "filter.rb", text, words);
    }

    private static Script node(String file, String text, String words) {
        return new Script("node", file, text, words);
    }

    private static Script lua(String text, String words) {
        return new Script("lua5.4", "filter.lua", text, words);
    }

    private static Script tcl(String text, String words) {
        return new Script("tclsh", "filter.tcl", text, words);
    }

    private static Script java(String text, String words) {
        return new Script(JAVA, "Filter.java", text, words);
    }

    static Stream<Script> crashes() {
        return Stream.of(
                python("def f():\n    return mesage\nf()\n", "NameError: name 'mesage' is not defined (FILE line 2)"),
                python("def f(:\n", "SyntaxError: invalid syntax (FILE line 1)"),
                python(
                        "if True:\nx = 1\n",
                        "IndentationError: expected an indented block after 'if' statement on line 1"
                                + " (FILE line 2)"),
                python(
                        "# gr\u00fcn\n",
                        "SyntaxError: Non-UTF-8 code starting with '\\xfc' in file FILE on line 1, but no encoding"
                                + " declared; see https://peps.python.org/pep-0263/ for details (FILE line 1)"),
                python("import nosuch\n", "ModuleNotFoundError: No module named 'nosuch' (FILE line 1)"),
                python("import sys\nraise AssertionError\n", "AssertionError (FILE line 2)"),
                python(
                        "import json\njson.loads('x')\n",
                        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)" + " (FILE line 2)"),
                python("class Odd(Exception): pass\nraise Odd('so')\n", "Odd: so (FILE line 2)"),
                python(
                        "try:\n    {}[0]\nexcept KeyError as e:\n    raise ValueError('worse') from e\n",
                        "ValueError: worse (FILE line 4)"),
                python(
                        "try:\n    {}[0]\nexcept KeyError:\n    raise ValueError('worse')\n",
                        "ValueError: worse (FILE line 4)"),
                python(
                        "raise ExceptionGroup('some', [ValueError('a'), TypeError('b')])\n",
                        "ExceptionGroup: some (2 sub-exceptions) (FILE line 1)"),
                python("def f(): f()\nf()\n", "RecursionError: maximum recursion depth exceeded (FILE line 1)"),
                python("raise ValueError('one\\n  two')\n", "ValueError: one (FILE line 1)"),
                python("compile('a b', '<string>', 'exec')\n", "SyntaxError: invalid syntax (FILE line 1)"),
                ruby("raise 'no such'\n", "no such (RuntimeError) (FILE line 1)"),
                ruby(
                        "def f(m)\n  mesage.size\nend\nf(1)\n",
                        "undefined local variable or method `mesage' for main:Object" + " (NameError) (FILE line 2)"),
                ruby("require 'nosuch'\n", "cannot load such file -- nosuch (LoadError) (FILE line 1)"),
                ruby(
                        "begin\n  1 / 0\nrescue\n  raise ArgumentError, 'worse'\nend\n",
                        "worse (ArgumentError) (FILE line 4)"),
                ruby("def f(\nend\n", "syntax error, unexpected `end', expecting ')' (FILE line 2)"),
                ruby("puts \"x\n", "unterminated string meets end of file (FILE line 1)"),
                ruby("# \u00fc\nputs '\u00fc'\n", "invalid multibyte char (UTF-8) (FILE line 2)"),
                ruby("def f; f; end\nf\n", "stack level too deep (SystemStackError) (FILE line 1)"),
                node("filter.js", "mesage.length;\n", "ReferenceError: mesage is not defined (FILE line 1)"),
                node("filter.js", "function f( {\n", "SyntaxError: Unexpected end of input (FILE line 2)"),
                node("filter.js", "require('nosuch');\n", "Error: Cannot find module 'nosuch' (FILE line 1)"),
                node("filter.js", "Promise.reject(new TypeError('late'));\n", "TypeError: late (FILE line 1)"),
                node("filter.js", "throw 'a string';\n", "a string (FILE line 1)"),
                node(
                        "filter.js",
                        "require('fs').readFileSync('/nosuch');\n",
                        "Error: ENOENT: no such file or directory, open '/nosuch' (FILE line 1)"),
                node(
                        "filter.mjs",
                        "import x from 'nosuch';\n",
                        "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'nosuch' imported from FILE (FILE)"),
                node(
                        "filter.mjs",
                        "let a = 1;\nlet a = 2;\n",
                        "SyntaxError: Identifier 'a' has already been declared (FILE line 2)"),
                node(
                        "filter.js",
                        "try { null.x } catch (e) { console.error(e); process.exit(1) }\n",
                        "TypeError: Cannot read properties of null (reading 'x') (FILE line 1)"),
                lua("local x = nil + 1\n", "attempt to perform arithmetic on a nil value (FILE line 1)"),
                lua("x = = 1\n", "unexpected symbol near '=' (FILE line 1)"),
                lua("require 'nosuch'\n", "module 'nosuch' not found: (FILE line 1)"),
                tcl("proc f {} {\n  nosuch 1\n}\nf\n", "invalid command name \"nosuch\" (FILE line 4)"),
                java(
                        "class Filter { public static void main(String[] a) { throw new IllegalStateException(\"no such\"); } }\n",
                        "java.lang.IllegalStateException: no such (Filter.java line 1)"),
                java("class Filter { void f( }\n", "error: illegal start of type (FILE line 1)"));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void aCrashIsAFailureWithFileAndLine(Script script) throws IOException {
        Path file = write(script);

        assertThat(answer(script.interpreter + " " + file))
                .isEqualTo(new NoVerdict.Failed("crashed: " + script.words.replace("FILE", file.toString())));
    }

    /** The same without an interpreter's name in front, as README has it. */
    @Test
    void aCrashOfAScriptThatIsExecutableIsOneToo() throws IOException {
        Path file = write(new Script("", "filter", "#!/usr/bin/python3\nimport nosuch\n", ""));
        assertThat(file.toFile().setExecutable(true)).isTrue();

        assertThat(answer("exec '" + file + "'"))
                .isEqualTo(new NoVerdict.Failed(
                        "crashed: ModuleNotFoundError: No module named 'nosuch' (" + file + " line 2)"));
    }

    /** Words of a sender could look the same: such a message does not pass, with -r or without. */
    static Stream<Script> doubts() {
        return Stream.of(
                python(
                        "import sys\nprint('checking', file=sys.stderr)\n1/0\n",
                        "ZeroDivisionError: division by zero (FILE line 3)"),
                python("raise ValueError('one\\ntwo')\n", "ValueError: one (FILE line 1)"),
                python(
                        "e = ValueError('one')\ne.add_note('see the manual')\nraise e\n",
                        "ValueError: one (FILE line 3)"),
                python(
                        "import threading, sys\nt = threading.Thread(target=lambda: 1/0)\nt.start()\nt.join()\nsys.exit(1)\n",
                        "ZeroDivisionError: division by zero (FILE line 2)"),
                python(
                        "import os, sys\nos.execv('/usr/bin/python3', ['python3', '-c', '1/0'])\n",
                        "ZeroDivisionError: division by zero (<string> line 1)"),
                python(
                        "def f(n): g(n)\ndef g(n): f(n)\nf(1)\n",
                        "RecursionError: maximum recursion depth exceeded (FILE line 1)"),
                ruby("raise \"one\\ntwo\"\n", "one (RuntimeError) (FILE line 1)"),
                node(
                        "filter.js",
                        "process.emitWarning('old'); setTimeout(() => { null.x }, 1);\n",
                        "TypeError: Cannot read properties of null (reading 'x') (FILE line 1)"));
    }

    @ParameterizedTest
    @MethodSource("doubts")
    void aReportThatCouldBeASendersWordsLetsNoMessagePass(Script script) throws IOException {
        Path file = write(script);

        assertThat(answer(script.interpreter + " " + file))
                .isEqualTo(new NoVerdict.Doubtful("perhaps crashed, unless these are a sender's words: "
                        + script.words.replace("FILE", file.toString())));
    }

    /** The shell's filter refuses in the words of a sender who knows where it is. */
    @Test
    void aReportOfAnotherLanguageThanTheScriptsLetsNoMessagePass() throws IOException {
        Path file = directory.resolve("filter");
        Files.writeString(
                file,
                "#!/bin/sh\necho '  File \"" + file + "\", line 3' >&2\necho '    x' >&2\n"
                        + "echo 'SyntaxError: odd' >&2\nexit 1\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();

        assertThat(answer(file.toString())).isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** A wrapper's script is not named in the command; nor is there one, where it is missing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf '1/0' | /usr/bin/python3 -",
                "/usr/bin/python3 -m nosuch",
                "ruby /nosuch.rb",
                "node /nosuch.js",
                "lua5.4 /nosuch.lua",
                "tclsh /nosuch.tcl"
            })
    void aCrashThatIsNotAboutAScriptOfTheCommandIsADoubt(String command) throws IOException {
        assertThat(answer(command)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** What each interpreter calls an exit with status 1, and says in the filter's own words. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/bin/python3 -c 'import sys; sys.exit(\"550 5.7.1 no\")'",
                "ruby -e 'abort \"550 5.7.1 no\"'",
                "node -e 'console.error(\"550 5.7.1 no\"); process.exit(1)'",
                "perl -e 'print STDERR \"550 5.7.1 no\\n\"; exit 1'",
                "lua5.4 -e 'io.stderr:write(\"550 5.7.1 no\\n\") os.exit(1)'",
                "echo 'puts stderr {550 5.7.1 no}; exit 1' | tclsh",
            })
    void aRefusalIsARefusalInAnyLanguage(String command) throws IOException {
        assertThat(refusal(command)).isEqualTo("550 5.7.1 no");
    }

    @Test
    void theOriginalsMeaningCanBeHadBack() throws IOException {
        Path file = write(python("import nosuch\n", ""));
        try (Bench bench = Bench.in(directory)) {
            Filter filter = new CommandFilter("/usr/bin/python3 " + file, ProcessLimits.NONE, CrashPolicy.REFUSE);
            assertThat(filter.examine(bench.examination()))
                    .isEqualTo(new Verdict.Reject(RefusalText.of("ModuleNotFoundError: No module named 'nosuch'")));
        }
    }

    private Path write(Script script) throws IOException {
        // One byte a character: some scripts are not in the character set that their interpreter expects.
        return Files.writeString(directory.resolve(script.file), script.text, StandardCharsets.ISO_8859_1);
    }

    private String refusal(String command) throws IOException {
        return answer(command) instanceof Verdict.Reject(var reply, var _) ? reply.oneLine() : "no refusal";
    }

    private Answer answer(String command) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return bench.answer(command);
        }
    }
}
