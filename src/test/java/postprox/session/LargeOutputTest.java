package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.filter.FailurePolicy;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.command.CommandFilter;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.testkit.Act;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** What a filter makes of a message may be as large as a message may be, and no larger. */
final class LargeOutputTest {
    @TempDir
    private Path spool;

    private final ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());

    /** A file of 200 GB without blocks (sparse) costs its filter nothing, and would be sent until the message's deadline. */
    @ParameterizedTest
    @EnumSource
    void whatAFilterMakesLargerThanAMessageMayBeIsNotSent(FailurePolicy policy) throws IOException {
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .messageBytes(1000)
                        .failurePolicy(policy)
                        .filter(new CommandFilter("truncate -s 2M \"$OUTFILE\""))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).isEqualTo("451 4.3.0 Error running content filter");
            assertThat(hop.mails()).isEmpty();
            assertThat(proxy.log().lines())
                    .anyMatch(line ->
                            line.contains("what the filter wrote is larger than --message-size allows (1000 bytes)"));
        }
    }

    /** The next hop would read it to its end, and then refuse it. */
    @ParameterizedTest
    @EnumSource
    void whatAFilterMakesLargerThanTheNextHopTakesIsNotSent(FailurePolicy policy) throws IOException {
        try (ScriptedNextHop offering = ScriptedNextHop.start(Script.obedient().offering("SIZE 1000"));
                ProxyUnderTest proxy = ProxyUnderTest.before(offering, spool)
                        .messageBytes(1_000_000)
                        .failurePolicy(policy)
                        .filter(new CommandFilter("truncate -s 2000 \"$OUTFILE\""))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).isEqualTo("451 4.3.0 Error running content filter");
            assertThat(offering.mails()).isEmpty();
            assertThat(offering.commands()).doesNotContain("DATA");
            assertThat(proxy.log().lines())
                    .anyMatch(line -> line.contains(
                            "what the filter wrote is larger than the next hop takes by its SIZE (1000 bytes)"));
        }
    }

    /** The room on the disk would be less than what the next filter is shown. */
    @Test
    void whatAFilterMakesLargerThanTheNextHopTakesIsNotCopiedForTheNextFilter() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedNextHop offering = ScriptedNextHop.start(Script.obedient().offering("SIZE 1000"));
                ProxyUnderTest proxy = ProxyUnderTest.before(offering, spool)
                        .filter(new CommandFilter("truncate -s 2000 \"$OUTFILE\""))
                        .filter(_ -> {
                            asked.incrementAndGet();
                            return new Verdict.Accept();
                        })
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).isEqualTo("451 4.3.0 Error running content filter");
            assertThat(asked).hasValue(0);
        }
    }

    /** Postfix refuses such a message by itself, and the client hears that. */
    @Test
    void theNextHopJudgesFieldsThatMakeAMessageLargerThanItTakes() throws IOException {
        try (ScriptedNextHop offering = ScriptedNextHop.start(
                        Script.obedient().offering("SIZE 100").at(Point.DOT, Act.say("552 5.3.4 too much")));
                ProxyUnderTest proxy = ProxyUnderTest.before(offering, spool)
                        .filter(_ -> new Verdict.Edit(
                                List.of(new HeaderEdit.Add(HeaderField.of("X-Long", "x".repeat(200)))),
                                Optional.empty(),
                                Remarks.NONE))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).isEqualTo("552 5.3.4 too much");
        }
    }

    @Test
    void whatAFilterWritesMayBeAsLargeAsAMessageMayBe() throws IOException {
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .messageBytes(1000)
                        .filter(new CommandFilter(
                                "head -c 999 /dev/zero | tr '\\0' x >\"$OUTFILE\"; echo >>\"$OUTFILE\""))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
            assertThat(hop.mails())
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.wire()).hasSize(1001));
        }
    }
}
