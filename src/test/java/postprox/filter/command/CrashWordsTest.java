package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;

/** What words on standard error can make of exit status 1, whoever wrote them. */
class CrashWordsTest {
    private static final String REPORT =
            "Traceback (most recent call last):\n  File \"%s\", line 1, in <module>\nValueError: odd\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.7.1 Traceback (most recent call last): in your mail",
                "Traceback (most recent call last): in your mail",
                "Traceback (most recent call last):",
                "Traceback (most recent call last):\nno",
                "Traceback (most recent call last):\n  File \"x\", line 1\nnot an error's name",
                "SyntaxError: invalid syntax",
                "Refused: SyntaxError: invalid syntax",
                "  File \"x\", line 1\nspam",
                "spam at /etc/filter line 3.",
                "/etc/filter.sh: line 2: x: unbound variable",
                "Exception in thread \"main\" java.lang.Error",
                "Node.js v20.1.0",
                "Error: no\nNode.js v20.1.0",
                "    at f (/x.js:1:1)",
                "stack traceback:\n\tx",
                "from x.rb:1:in `f': no way",
                "a message of 4:12: (Sender)",
                "Exception ignored in: <x>\nTraceback (most recent call last):\n  File \"x\", line 1, in y\nOSError: z",
                "",
            })
    void aRefusalThatHoldsSuchWordsIsARefusal(String words) {
        assertThat(crash(words, "/etc/filter")).isEmpty();
    }

    /** Whatever comes before or behind: the filter has said that it refuses. */
    @ParameterizedTest
    @ValueSource(strings = {"550 5.7.1 no\n%s", "%s550 5.7.1 no\n", "554-no\n%s", "450\n%s", "%s  550 no\n"})
    void aCodeAtTheBeginningOfALineIsARefusal(String words) throws IOException {
        Path script = script();

        assertThat(crash(words.formatted(REPORT.formatted(script)), script.toString()))
                .isEmpty();
    }

    /** The filter writes a sender's words and refuses: a subject, a file name, lines of the message. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attachment not allowed: x\n%s",
                "\u001b%s",
                "x%s",
                "%s\nspam",
                "- %s",
                "x.rb:1:in `f': odd (ValueError)\n%s",
            })
    void aSendersWordsNeverLetAMessagePass(String words) throws IOException {
        Path script = script();

        assertThat(crash(words.formatted(REPORT.formatted(script).strip()), script.toString()))
                .satisfiesAnyOf(
                        crash -> assertThat(crash).isEmpty(),
                        crash -> assertThat(crash.orElseThrow().answer()).isInstanceOf(NoVerdict.Doubtful.class));
    }

    /** Somebody who writes all of standard error must know the script; what everybody knows is not enough. */
    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/python3", "/nosuch", "filter", "sh", "/etc", "/dev/null", "<string>", "", "/"})
    void aGuessedFileNeverLetsAMessagePass(String file) throws IOException {
        String command = "/usr/bin/python3 " + script() + " /nosuch </dev/null || cd /etc";

        assertThat(crash(REPORT.formatted(file), command).orElseThrow().certain())
                .isFalse();
    }

    /** A shell's script writes no report of Python's, whoever names it in one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "sh %s",
                "sh -x '%s'",
                "command -v python3 && %s",
                "python3 /nosuch; %s",
                "python3|%s",
                "PYTHON=python3 %s",
                "python3 -m nosuch %s",
                "python3 - %s",
                "python3-config %s",
                "ruby %s"
            })
    void aReportOfALanguageThatTheScriptIsNotInNeverLetsAMessagePass(String command) throws IOException {
        Path script = script("#!/bin/sh");
        String report = "  File \"" + script + "\", line 3\n    x\nSyntaxError: odd\n";

        assertThat(crash(report, command.formatted(script)).orElseThrow().answer())
                .isEqualTo(
                        new NoVerdict.Doubtful("perhaps crashed, unless these are a sender's words: SyntaxError: odd ("
                                + script + " line 3)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/usr/bin/python3",
                "#!/opt/venv/bin/python -u",
                "#! /usr/local/bin/python3.13",
                "#!/usr/bin/env python3",
                "#!/usr/bin/env -S PYTHONUTF8=1 python3 -u",
                "#!/usr/bin/pypy3",
            })
    void theFirstLineOfAScriptTellsItsLanguage(String line) throws IOException {
        Path script = script(line);

        assertThat(crash(REPORT.formatted(script), script.toString())
                        .orElseThrow()
                        .certain())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 %s",
                "exec /usr/bin/python3 '%s'",
                "timeout 5 \"python3\" -u -Wignore -- \"%s\"",
                "x;python3 %s"
            })
    void theWordInFrontOfAScriptTellsItsLanguage(String command) throws IOException {
        Path script = script("import nosuch");

        assertThat(crash(REPORT.formatted(script), command.formatted(script))
                        .orElseThrow()
                        .certain())
                .isTrue();
    }

    @Test
    void theScriptOfTheCommandIsFoundHoweverItIsQuoted() throws IOException {
        Path script = script();
        for (String command :
                new String[] {"%s", "exec '%s'", "A=1 \"%s\" -x", "cd /;%s", "%s<\"$EMAIL\"", "timeout 5 %s|cat"}) {
            assertThat(crash(REPORT.formatted(script), command.formatted(script))
                            .orElseThrow()
                            .certain())
                    .as(command)
                    .isTrue();
        }
    }

    @Test
    void blankLinesBelowAReportChangeNothing() throws IOException {
        Path script = script();

        assertThat(crash(REPORT.formatted(script) + "\n \n", script.toString()))
                .hasValueSatisfying(found -> assertThat(found.certain()).isTrue());
    }

    /** They may be the text of the error only if nothing else is on standard error. */
    @Test
    void linesBelowAReportAreARefusalIfLinesAreAboveItToo() throws IOException {
        Path script = script();
        String report = REPORT.formatted(script);
        String flood = ("  File \"" + script + "\", line 1, in f\n").repeat(1000) + "RecursionError: deep\n";

        assertThat(crash(report + "spam\n", script.toString()))
                .contains(new Crash("ValueError: odd (" + script + " line 1)", false));
        assertThat(crash("checking\n" + report + "spam\n", script.toString())).isEmpty();
        assertThat(crash("checking\n" + report, script.toString())).isPresent();
        assertThat(crash(flood + "spam\n", script.toString())).isEmpty();
        assertThat(crash(flood, script.toString())).isPresent();
    }

    /** Newer than Debian's: quotes of their own, and the source with numbers. */
    @Test
    void theReportsOfNewerVersionsAreKnown() throws IOException {
        Path script = script("#!/usr/bin/env ruby");
        assertThat(crash(
                        script
                                + ":2:in 'Object#judge': undefined local variable or method 'mesage' for main (NameError)\n"
                                + "\n  mesage.size\n  ^^^^^^\n\tfrom " + script + ":4:in '<main>'\n",
                        script.toString()))
                .contains(new Crash(
                        "undefined local variable or method 'mesage' for main (NameError) (" + script + " line 2)",
                        true));
        assertThat(crash(
                        script + ": " + script + ":1: syntax error found (SyntaxError)\n> 1 | def f(\n"
                                + "    |       ^ unexpected end-of-input\n",
                        script.toString()))
                .hasValueSatisfying(found -> assertThat(found.certain()).isTrue());
        script = script();
        assertThat(crash(
                        "Traceback (most recent call last):\n  File \"" + script + "\", line 3, in <module>\n"
                                + "    f(1)\n    ~^^^\nTypeError: f() takes 0 positional arguments but 1 was given\n",
                        script.toString()))
                .hasValueSatisfying(found -> assertThat(found.certain()).isTrue());
    }

    /** Only the end of a flood is kept, and what cannot be seen whole is no certainty. */
    @Test
    void aFloodOfWordsIsReadOnce() throws IOException {
        Path script = script();
        String call = "  File \"" + script + "\", line 1, in f\n";
        String flood = "Traceback (most recent call last):\n" + call.repeat(100_000) + "RecursionError: deep\n";

        assertThat(crash(flood, script.toString()))
                .contains(new Crash("RecursionError: deep (" + script + " line 1)", false));
        for (String line :
                new String[] {"a:1:", "x.rb:1:in `f': e (E)\n", "\tat a(b:1)\n", "x:", "^\n", "(file \"", ": "}) {
            assertThat(crash(line.repeat(1_000_000 / line.length()), script.toString())
                            .filter(Crash::certain))
                    .isEmpty();
        }
    }

    private Path script() throws IOException {
        return script("#!/usr/bin/python3");
    }

    private Path script(String firstLine) throws IOException {
        return Files.writeString(directory.resolve("filter"), firstLine + "\n");
    }

    private static Optional<Crash> crash(String words, String command) {
        ErrorTail errors = new ErrorTail();
        byte[] bytes = words.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += ErrorTail.MAX_BYTES) {
            errors.take(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + ErrorTail.MAX_BYTES)));
        }
        return Crash.in(errors, command);
    }
}
