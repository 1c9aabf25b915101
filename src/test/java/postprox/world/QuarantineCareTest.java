package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.quarantine.Keeping;

/** What an administrator sees who looks after the quarantine, and what the log has of it afterwards. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class QuarantineCareTest {
    private static final String REFUSING = "command:echo 550 5.7.1 spam >&2; exit 1,name=spam,on-reject=quarantine";
    private static final String MAIL = "Subject: x\r\n\r\nBody\r\n";

    private final Site site = new Site();
    private final Path quarantine = site.workspace().directory("quarantine");
    private final Path log = site.workspace().path("care.log");

    @AfterEach
    void cleanUp() {
        site.close();
    }

    private ProxyService start() {
        Workspace.setMode(quarantine, 0700);
        return ProxyService.start(
                site.launch("--log", "stderr", "--filter", REFUSING, "--quarantine", quarantine.toString()));
    }

    private static String keep(ProxyService proxy, String recipient) {
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            String reply = client.send("a@example.org", recipient, MAIL);
            assertThat(reply).startsWith("250 ");
            return reply.substring(reply.lastIndexOf(' ') + 1);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(site.installation().launcher().toString(), "quarantine"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--quarantine", quarantine.toString()));
        return command;
    }

    private Tools.Result logging(String... arguments) {
        List<String> command = command(arguments);
        command.addAll(List.of("--log", log.toString()));
        return Tools.attempt(command);
    }

    /** Names are random, so that their order says nothing. */
    @Test
    void theListBeginsWithTheOldestMessageAndEndsWithTheNewest() {
        List<String> kept;
        try (ProxyService proxy = start()) {
            kept = IntStream.range(0, 8)
                    .mapToObj(_ -> keep(proxy, "b@example.com"))
                    .toList();
        }
        assertThat(Tools.attempt(command("list")).said().lines().skip(1).map(line -> line.split(" ")[0]))
                .containsExactlyElementsOf(kept);
        assertThat(Tools.attempt(command("list", "--json"))
                        .said()
                        .lines()
                        .map(line -> line.replaceFirst("\\{\"id\":\"([^\"]*)\".*", "$1")))
                .containsExactlyElementsOf(kept);
    }

    /** All of them would not fit into the memory. */
    @Test
    void theListTakesNoMoreMemoryForMoreMessages() throws IOException {
        String recipients = IntStream.range(0, 1500)
                .mapToObj(i -> "x".repeat(200) + i + "@example.com")
                .reduce((all, one) -> all + "\",\"" + one)
                .orElseThrow();
        Workspace.setMode(quarantine, 0700);
        Path day = Files.createDirectory(quarantine.resolve("2026-11-29"));
        for (int i = 0; i < 70; i++) {
            String id = "%012d".formatted(i);
            Files.createFile(day.resolve(id + ".eml"));
            Files.writeString(
                    day.resolve(id + ".json"),
                    "{\"id\":\"" + id
                            + "\",\"time\":\"2026-11-29T12:00:00Z\",\"session\":\"s\",\"sender\":\"a@example.org\","
                            + "\"recipients\":[\"" + recipients + "\"],\"commands\":[\"MAIL FROM:<a@example.org>\",\""
                            + "RCPT TO:<" + recipients.replace("\",\"", ">\",\"RCPT TO:<")
                            + ">\"],\"body\":\"unsaid\",\"helo\":\"h\",\"client\":{},\"filter\":\"spam\",\"reason\":\"\","
                            + "\"size\":0,\"crc32c\":\"00000000\"}\n");
        }
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "POSTPROX_JAVA_OPTIONS=-Xmx40m"));
        command.addAll(command("list", "--json"));
        Tools.Result result = Tools.attempt(command);
        assertThat(result.said().lines().filter(line -> line.contains("\"unusable\"")))
                .isEmpty();
        assertThat(result.said().lines()).hasSize(70);
        assertThat(result.status()).isZero();
    }

    @Test
    void theLogSaysAfterwardsWhoseMessageWasReleasedOrDeletedAndWhatTheMailServerSaid() throws IOException {
        String released;
        String deleted;
        try (ProxyService proxy = start()) {
            released = keep(proxy, "b@example.com");
            deleted = keep(proxy, "c@example.com");
        }
        String nobody = "127.0.0.1:" + Tools.freePort();
        assertThat(logging("release", released, "--next-hop", nobody).status()).isEqualTo(1);
        assertThat(logging("release", released, "--next-hop", site.sink().place())
                        .status())
                .isZero();
        assertThat(logging("delete", deleted).said()).isEqualTo(deleted + ": deleted\n");
        assertThat(logging("delete", deleted).status()).isEqualTo(1);

        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .contains("warning: not released: id=" + released
                        + ", from=a@example.org, to=b@example.com, rcpts=1, size=17: next-hop=" + nobody + "; reason=")
                .contains("refused");
        assertThat(lines.get(1))
                .contains("]: release: id=" + released
                        + ", from=a@example.org, to=b@example.com, rcpts=1, size=17: next-hop="
                        + site.sink().place() + "; reply=250 ")
                .containsPattern("; session=[0-9a-z]+$");
        assertThat(lines.get(2))
                .containsPattern("\\]: delete: id=" + deleted
                        + ", from=a@example.org, to=c@example.com, rcpts=1, size=17;.* session=[0-9a-z]+$");
    }

    @Test
    void theLogSaysWhatHasExpired() throws IOException {
        Workspace.setMode(quarantine, 0700);
        Path day = Files.createDirectory(quarantine.resolve("2020-02-01"));
        Files.createFile(day.resolve("aaaaaaaaaaaa.eml"));
        Files.createFile(day.resolve("aaaaaaaaaaaa.json"));
        assertThat(logging("expire", "--days", "7").said()).startsWith("removed 1 messages");
        assertThat(logging("expire", "--days", "7").said()).startsWith("removed 0 messages");
        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .containsPattern("\\]: quarantine " + quarantine + ": removed 1 messages that were kept aside before "
                        + "20\\d\\d-\\d\\d-\\d\\d$");
    }

    /** Whoever could not say afterwards what was released would rather not release it now. */
    @Test
    void withoutItsLogNothingIsReleased() {
        String id;
        try (ProxyService proxy = start()) {
            id = keep(proxy, "b@example.com");
        }
        List<String> command = command("release", id, "--next-hop", site.sink().place(), "--log", "/nonexistent/log");
        Tools.Result result = Tools.attempt(command);
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.said()).contains("/nonexistent/log");
        assertThat(site.sink().waiting()).isZero();
        assertThat(filesLeft()).hasSize(2);
    }

    /** The administrator may have made it so by mistake, while the service runs. */
    @Test
    void aDirectoryThatOthersMayLookIntoTakesNoMessage() throws IOException {
        try (ProxyService proxy = start();
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            Workspace.setMode(quarantine, 0755);
            assertThat(client.send("a@example.org", "b@example.com", MAIL))
                    .isEqualTo("451 4.3.0 Error: cannot keep the message - try again later");
            proxy.log()
                    .await("error: the quarantine cannot keep a message, which was refused for now: the mode of "
                            + quarantine + " must let its owner alone do all; chmod 700 " + quarantine);
            assertThat(filesLeft()).isEmpty();

            Workspace.setMode(quarantine, 0700);
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250 ");

            Path elsewhere = site.workspace().directory("elsewhere");
            Workspace.setMode(elsewhere, 0700);
            Path before = site.workspace().path("before");
            Files.move(quarantine, before);
            Files.createSymbolicLink(quarantine, elsewhere);
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("451 ");
            proxy.log().await("refused for now: " + quarantine + " is a link now; ");
            assertThat(Keeping.files(elsewhere)).isEmpty();
        }
    }

    private List<String> filesLeft() {
        try {
            return Keeping.files(quarantine);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
