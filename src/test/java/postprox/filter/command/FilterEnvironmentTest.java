package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.mail.Envelope;
import postprox.smtp.SmtpLimits;
import postprox.smtp.Xforward.Attribute;

/** What a real command finds in its environment. */
class FilterEnvironmentTest {
    private static final Map<Attribute, String> CLIENT = Map.of(
            Attribute.ADDR, "2001:db8::7",
            Attribute.NAME, "mail.example.org",
            Attribute.PORT, "4321",
            Attribute.PROTO, "ESMTP",
            Attribute.IDENT, "4ABC",
            Attribute.SOURCE, "REMOTE");

    @TempDir
    private Path directory;

    @Test
    void everyDocumentedVariableIsThere() throws IOException {
        Envelope envelope = new Envelope(
                "s3ss10n", "a@example.org", List.of("b@example.com", "c@example.com"), "helo.name", CLIENT);
        try (Bench bench = Bench.in(directory, "PATH=/usr/bin:/bin", "TZ=UTC")) {
            Map<String, String> actual = environment(bench, envelope);
            Map<String, String> expected = new TreeMap<>(Map.ofEntries(
                    Map.entry("EMAIL", bench.email().toString()),
                    Map.entry("OUTFILE", bench.beside(".out").toString()),
                    Map.entry("EDITS", bench.beside(".edits").toString()),
                    Map.entry("RECIPIENTS_FILE", bench.beside(".rcpts").toString()),
                    Map.entry("SENDER", "a@example.org"),
                    Map.entry("SENDER_FULL", "a@example.org"),
                    Map.entry("RECIPIENT", "b@example.com"),
                    Map.entry("RECIPIENT_FULL", "b@example.com"),
                    Map.entry("RECIPIENTS", "b@example.com,c@example.com"),
                    Map.entry("RECIPIENTCOUNT", "2"),
                    Map.entry("REMOTEIP", "2001:db8::7"),
                    Map.entry("REMOTENAME", "mail.example.org"),
                    Map.entry("REMOTENAME_FULL", "mail.example.org"),
                    Map.entry("REMOTEPORT", "4321"),
                    Map.entry("HELO", "helo.name"),
                    Map.entry("HELO_FULL", "helo.name"),
                    Map.entry("PROTOCOL", "ESMTP"),
                    Map.entry("IDENT", "4ABC"),
                    Map.entry("SOURCE", "REMOTE"),
                    Map.entry("SESSION", "s3ss10n"),
                    Map.entry("PATH", "/usr/bin:/bin"),
                    Map.entry("TZ", "UTC")));
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void whatIsNotKnownIsEmptyAndABounceHasBrackets() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            Map<String, String> environment = environment(bench, new Envelope("s", "<>", List.of(), "", Map.of()));
            assertThat(environment).containsEntry("SENDER", "<>").containsEntry("RECIPIENTCOUNT", "0");
            assertThat(List.of(
                            "RECIPIENT",
                            "RECIPIENT_FULL",
                            "RECIPIENTS",
                            "REMOTEIP",
                            "REMOTENAME",
                            "REMOTENAME_FULL",
                            "REMOTEPORT",
                            "HELO",
                            "HELO_FULL",
                            "PROTOCOL",
                            "IDENT",
                            "SOURCE"))
                    .allSatisfy(name -> assertThat(environment).containsEntry(name, ""));
        }
    }

    @Test
    void filesAreWhereTheVariablesSay() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            List<String> recipients = Collections.nCopies(100, "b@example.com");
            String command = "cat \"$EMAIL\" > \"$OUTFILE.tmp\" && stat -c %s \"$OUTFILE\" >> \"$OUTFILE.tmp\" &&"
                    + " cat \"$RECIPIENTS_FILE\" >> \"$OUTFILE.tmp\"; mv \"$OUTFILE.tmp\" \"$OUTFILE\"";
            assertThat(bench.output(command, Bench.envelope("a@b", recipients)))
                    .isEqualTo("Subject: test\n\ntext\n0\n" + String.join("\n", recipients) + "\n");
        }
    }

    /** The manual: everything but EMAIL and OUTFILE is truncated. Not within a character of UTF-8, and never without a mark. */
    @ParameterizedTest
    @CsvSource({"x, 96", "\u00fc, 96", "\u20ac, 96", "\ud83d\ude00, 96"})
    void valuesAreCutAt99BytesWithAMarkAndFourOfThemAreThereInFull(String character, int bytes) throws IOException {
        String value = wire(character.repeat(120));
        Map<Attribute, String> client = new TreeMap<>();
        Arrays.stream(Attribute.values()).forEach(attribute -> client.put(attribute, value));
        try (Bench bench = Bench.in(directory)) {
            Map<String, String> environment =
                    environment(bench, new Envelope("s", value, List.of(value), value, client));
            assertThat(List.of(
                            "SENDER",
                            "RECIPIENT",
                            "REMOTEIP",
                            "REMOTENAME",
                            "REMOTEPORT",
                            "HELO",
                            "PROTOCOL",
                            "IDENT",
                            "SOURCE"))
                    .allSatisfy(name -> assertThat(environment).containsEntry(name, value.substring(0, bytes) + "..."));
            assertThat(List.of("SENDER_FULL", "RECIPIENT_FULL", "REMOTENAME_FULL", "HELO_FULL"))
                    .allSatisfy(name -> assertThat(environment).containsEntry(name, value));
        }
    }

    @Test
    void valueOfExactly99BytesIsWhole() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            assertThat(environment(bench, Bench.envelope("x".repeat(99), List.of())))
                    .containsEntry("SENDER", "x".repeat(99));
        }
    }

    /** The longest that a command can bring (--command-size): execve(2) takes 128 KiB a string. */
    @Test
    void wholeValuesHaveRoomForTheLongestCommands() throws IOException {
        String longest = "x".repeat(SmtpLimits.LARGEST_LINE_BYTES);
        Envelope envelope = new Envelope("s", longest, List.of(longest), longest, Map.of(Attribute.NAME, longest));
        try (Bench bench = Bench.in(directory)) {
            assertThat(bench.output(
                            "printf %s $SENDER_FULL$RECIPIENT_FULL$HELO_FULL$REMOTENAME_FULL > \"$OUTFILE\"", envelope))
                    .isEqualTo(longest.repeat(4));
        }
    }

    /** Where the cut goes, a stranger could put a name of yours. */
    @Test
    void noCutMakesAnAddressOfAnother() throws IOException {
        String stranger = "p".repeat(87) + "@example.com.evil.test";
        try (Bench bench = Bench.in(directory)) {
            Map<String, String> environment = environment(bench, Bench.envelope(stranger, List.of(stranger)));
            assertThat(List.of("SENDER", "RECIPIENT"))
                    .allSatisfy(name -> assertThat(environment.get(name))
                            .hasSize(99)
                            .endsWith("@example....")
                            .isNotEqualTo(environment.get(name + "_FULL")));
        }
    }

    /** A quoted local part may hold a comma, so that RECIPIENTS alone does not tell one from two. */
    @Test
    void recipientsFileIsAlwaysThereWithARecipientALine() throws IOException {
        for (List<String> recipients : List.of(List.<String>of(), List.of("\"a,b\"@x", "c@y"))) {
            try (Bench bench = Bench.in(directory)) {
                String command = "{ cat \"$RECIPIENTS_FILE\"; echo end; } >\"$OUTFILE\"";
                assertThat(bench.output(command, Bench.envelope("s", recipients))
                                .lines())
                        .containsExactlyElementsOf(Stream.concat(recipients.stream(), Stream.of("end"))
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 4, 499, false", "167, 2, 500, false", "101, 4, 500, true", "1000, 9, 500, true"})
    void recipientsAreCutAt500BytesWithAMarkAndAFileHasThemAll(int count, int length, int bytes, boolean cut)
            throws IOException {
        List<String> recipients = Collections.nCopies(count, "r".repeat(length));
        try (Bench bench = Bench.in(directory)) {
            Map<String, String> environment = environment(bench, Bench.envelope("a@b", recipients));
            assertThat(environment.get("RECIPIENTS")).hasSize(bytes);
            assertThat(String.valueOf(environment.get("RECIPIENTS")).endsWith("..."))
                    .isEqualTo(cut);
            assertThat(environment).containsEntry("RECIPIENTCOUNT", Integer.toString(count));
            Path file = Path.of(String.valueOf(environment.get("RECIPIENTS_FILE")));
            assertThat(file).hasContent(String.join("\n", recipients));
        }
    }

    @Test
    void recipientsAreNotCutWithinACharacter() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            // 497 bytes are left for them: 165 characters of three bytes and one comma are 496.
            List<String> recipients = List.of("x", wire("\u20ac".repeat(200)));
            assertThat(environment(bench, Bench.envelope("a@b", recipients)))
                    .containsEntry("RECIPIENTS", "x," + wire("\u20ac".repeat(165)) + "...");
        }
    }

    @Test
    void bytesBeyondAsciiComeAsTheyWereFromOutsideAndFromTheAdministrator() throws IOException {
        String bytes = "\u00ff\u00e9\u00c3\u00bc\u0080";
        try (Bench bench = Bench.in(directory, "PATH=/usr/bin:/bin", "LOCAL=" + bytes)) {
            assertThat(environment(bench, Bench.envelope(bytes, List.of())))
                    .containsEntry("SENDER", bytes)
                    .containsEntry("LOCAL", bytes);
        }
    }

    @Test
    void whatConfiguresAJvmIsNotPassedOnAndOurNamesAreOurs() throws IOException {
        try (Bench bench = Bench.in(
                directory,
                "PATH=/usr/bin:/bin",
                "JAVA_TOOL_OPTIONS=-Dx=y",
                "JDK_JAVA_OPTIONS=-Dx=y",
                "_JAVA_OPTIONS=-Dx=y",
                "CLASSPATH=/x",
                "SENDER=forged",
                "EMAIL=/etc/passwd",
                "MAIL_CONFIG=/etc/postfix")) {
            assertThat(environment(bench, Bench.PLAIN))
                    .doesNotContainKeys("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")
                    .containsEntry("SENDER", "a@example.org")
                    .containsEntry("EMAIL", bench.email().toString())
                    .containsEntry("MAIL_CONFIG", "/etc/postfix");
        }
    }

    /** HOSTILE stands for a file that must not appear: none of these is ever run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$(touch HOSTILE)",
                "`touch HOSTILE`",
                "\"; touch HOSTILE; \"",
                "'; touch HOSTILE; '",
                "x\ntouch HOSTILE\n",
                "x\r\nSENDER=forged",
                "() { :;}; touch HOSTILE", // CVE-2014-6271
                "() { _; } >_[$($())] { touch HOSTILE; }", // CVE-2014-6278
                "| touch HOSTILE #",
                "*",
                "-rf",
                "%s%n%x",
                "${IFS}touch${IFS}HOSTILE",
                "\u001b]0;title\u0007\u0000\u007f\t",
                "\u0085\u009b31m",
            })
    void hostileValuesArriveAsInertOneLineText(String template) throws IOException {
        Path file = directory.resolve("HOSTILE");
        String value = template.replace("HOSTILE", file.toString());
        Map<Attribute, String> client = new TreeMap<>();
        Arrays.stream(Attribute.values()).forEach(attribute -> client.put(attribute, value));
        Envelope envelope = new Envelope("s", value, List.of(value, value), value, client);
        String inert = value.replaceAll("[\\x00-\\x1f\\x7f]", "?");
        String cut = inert.length() > 99 ? inert.substring(0, 96) + "..." : inert;
        try (Bench bench = Bench.in(directory)) {
            Map<String, String> environment = environment(bench, envelope);
            assertThat(environment)
                    .hasSize(21) // nothing was added to the twenty and PATH
                    .containsEntry("SENDER_FULL", inert)
                    .containsEntry("HELO_FULL", inert)
                    .containsEntry("SENDER", cut)
                    .containsEntry("HELO", cut)
                    .containsEntry("REMOTENAME", cut)
                    .containsEntry("RECIPIENTS", inert + "," + inert);
        }
        try (Bench bench = Bench.in(directory)) {
            List<String> many = Collections.nCopies(500, value);
            var _ = environment(bench, new Envelope("s", value, many, value, client));
            assertThat(bench.beside(".rcpts"))
                    .hasBinaryContent((inert + "\n").repeat(500).getBytes(StandardCharsets.ISO_8859_1));
        }
        // bash reads functions from its environment, dash does not.
        try (Bench bench = Bench.in(directory)) {
            assertThat(bench.output("bash -c 'printf %s \"$SENDER\" > \"$OUTFILE\"'", envelope))
                    .isEqualTo(cut);
        }
        assertThat(file).doesNotExist();
    }

    private static Map<String, String> environment(Bench bench, Envelope envelope) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        // Not through the shell, which would add PWD and drop what is no name to it.
        for (String line :
                bench.output("exec env -u PWD -0 > \"$OUTFILE\"", envelope).split("\0", -1)) {
            int equals = line.indexOf('=');
            if (equals >= 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }

    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
