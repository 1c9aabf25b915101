package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.filter.spamd.Judgement;
import postprox.filter.spamd.Marking;
import postprox.filter.spamd.SpamdProbe;
import postprox.filter.spamd.Users;
import postprox.filter.spamd.Users.PerRecipient;
import postprox.mail.HeaderEdit;
import postprox.smtp.Reply;

/** The filter kind spamd with Debian's spamd. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class SpamdFilterTest {
    private static final Pattern STATUS =
            Pattern.compile("(Yes|No), score=(\\S+) required=(\\S+)\\s+tests=(.*)", Pattern.DOTALL);

    private SpamdBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new SpamdBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void spamcAndPostproxSayTheSameOfEachMessage() {
        Spamd spamd = bench.stock();
        Map<String, String> ours = new LinkedHashMap<>();
        Map<String, String> theirs = new LinkedHashMap<>();
        SpamdMessages.all().forEach((name, message) -> {
            Matcher status = STATUS.matcher(status(bench.ask(bench.filter(spamd.port()), message)));
            assertThat(status.matches()).as(name).isTrue();
            String tests = status.group(4).replaceAll("\\s", "");
            ours.put(name, status.group(2) + "/" + status.group(3) + " " + (tests.equals("none") ? "" : tests));
            theirs.put(
                    name,
                    spamd.spamc(message, "-c").strip() + " "
                            + spamd.spamc(message, "-y").strip());
        });

        assertThat(ours).isEqualTo(theirs).hasSizeGreaterThan(12);
        assertThat(ours.values().stream().filter(said -> said.contains("GTUBE")))
                .hasSize(5);
        assertThat(ours.get("plain")).doesNotContain("GTUBE");
    }

    @Test
    void spamIsRefusedFromTheAdministratorsScoreOn() {
        Spamd spamd = bench.spamd();
        Filter filter = bench.filter(
                SpamdBench.NO_USER,
                new Judgement(Optional.of(new BigDecimal("11.5")), Optional.empty(), "No, thanks", Marking.ALL, ""),
                spamd.socket());

        assertThat(bench.ask(filter, "Subject: x\n\nmarker-of-spam small-mark\n"))
                .isEqualTo(new Verdict.Reject(Reply.of(554, "5.7.1 No, thanks"), "score 11.5 of 5.0: MARKER,SMALL"));
        assertThat(status(bench.ask(filter, "Subject: x\n\nmarker-of-spam\n")))
                .isEqualTo("Yes, score=10.0 required=5.0 tests=MARKER");
        assertThat(status(bench.ask(filter, "Subject: x\n\ngood-mark\n")))
                .isEqualTo("No, score=-3.2 required=5.0 tests=GOOD");
        assertThat(status(bench.ask(filter, "Subject: x\n\n"))).isEqualTo("No, score=0.0 required=5.0 tests=none");
    }

    /** spamd waits for the end of such a line, although it knows the length of the message. */
    @Test
    void aLastLineWithoutANewlineIsAnsweredSinceTheRequestEnds() throws IOException {
        Spamd spamd = bench.spamd();
        for (var place : List.of(spamd.socket(), spamd.port())) {
            assertThat(status(bench.ask(bench.filter(place), "Subject: x\n\nmarker-of-spam")))
                    .contains("MARKER");
        }
        InetSocketAddress port = (InetSocketAddress) spamd.port().addresses()[0];
        try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
            socket.setSoTimeout(1000);
            socket.getOutputStream()
                    .write("SYMBOLS SPAMC/1.5\r\nContent-length: 1\r\n\r\nx".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("SPAMD/1.1 0 EX_OK");
        }
    }

    @Test
    void aUserOfAnyBytesHasTheirOwnPreferences() throws IOException {
        String user = "j\u00c3\u00b6rg@example.com";
        Spamd spamd = bench.spamd(
                "--username=nobody", "--virtual-config-dir=" + bench.workspace.openDirectory("users") + "/%u");
        // spamd writes an underscore for each byte that is not a usual one.
        var own = bench.workspace.openDirectory("users/j__rg@example.com");
        Files.writeString(own.resolve("user_prefs"), "required_score 1\n");
        Filter filter = bench.filter(new Users("", PerRecipient.ADDRESS), SpamdBench.USUAL, spamd.socket());

        assertThat(status(bench.askFor(filter, user, "Subject: x\n\nsmall-mark\n")))
                .isEqualTo("Yes, score=1.5 required=1.0 tests=SMALL");
        assertThat(status(bench.askFor(filter, "b@example.com", "Subject: x\n\nsmall-mark\n")))
                .isEqualTo("No, score=1.5 required=5.0 tests=SMALL");
        for (String odd : List.of("\u0080\u009f\u00ff", "a b", "..", "../../etc", "x".repeat(320), ":", "%u")) {
            assertThat(status(bench.askFor(filter, odd, "Subject: x\n\nsmall-mark\n")))
                    .as(odd)
                    .isEqualTo("No, score=1.5 required=5.0 tests=SMALL");
        }
    }

    @Test
    void aUserWithAControlCharacterIsNotNamedAndTheMessageIsExaminedAllTheSame() {
        Spamd spamd = bench.spamd();
        Filter filter = bench.filter(new Users("", PerRecipient.ADDRESS), SpamdBench.USUAL, spamd.socket());
        for (String odd : List.of("a\r\nContent-length: 0\r\n\r\n", "a\nb", "a\0b", "a\u001bb", "a\u007fb")) {
            assertThat(status(bench.askFor(filter, odd, "Subject: x\n\nmarker-of-spam\n")))
                    .isEqualTo("Yes, score=10.0 required=5.0 tests=MARKER");
        }
        assertThat(spamd.log()).doesNotContain("bad protocol");
    }

    @Test
    void aProbeTellsWhetherAChildIsFree() throws IOException {
        Spamd spamd = bench.spamd();
        assertThat(SpamdProbe.version(spamd.socket(), bench.dialer, SpamdBench.in(SpamdBench.LONG)))
                .isEqualTo("SPAMD/1.5");
        assertThat(SpamdProbe.version(spamd.port(), bench.dialer, SpamdBench.in(SpamdBench.LONG)))
                .isEqualTo("SPAMD/1.5");
        spamd.kill();
        assertThatThrownBy(() -> SpamdProbe.version(spamd.port(), bench.dialer, SpamdBench.in(Duration.ofSeconds(5))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Connection refused");
    }

    /** The value of the field X-Spam-Status that it puts into the header. */
    private static String status(Answer answer) {
        assertThat(answer).isInstanceOf(Verdict.Edit.class);
        return ((Verdict.Edit) answer)
                .edits().stream()
                        .filter(HeaderEdit.Insert.class::isInstance)
                        .map(HeaderEdit.Insert.class::cast)
                        .filter(edit -> edit.field().name().equals("X-Spam-Status"))
                        .map(edit -> edit.field().body().strip())
                        .collect(Collectors.joining("|"));
    }
}
