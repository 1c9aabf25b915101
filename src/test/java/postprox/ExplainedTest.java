package postprox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.event.Event;
import postprox.explain.Entry;
import postprox.explain.Page;
import postprox.figures.Trouble;
import postprox.log.LogSink;
import postprox.log.MailLog;
import postprox.log.Severity;
import postprox.testkit.EventSamples;
import postprox.time.Deadline;

/** Whatever postprox says, postprox explain has an answer to it, and each entry of the page is the answer to a line of its kind. */
class ExplainedTest {
    private static final String SYSLOG = "Dec  1 12:00:00 mx1 postprox[4711]: ";

    private final Page page = Page.read();

    @Test
    void aLineOfTheKindOfEachEntryFindsThatEntry() {
        assertThat(page.entries()).hasSizeGreaterThan(200);
        List<String> lost = new ArrayList<>();
        for (Entry entry : page.entries()) {
            for (String line : linesOf(entry.title())) {
                if (!page.find(SYSLOG + line).contains(entry)) {
                    lost.add(line);
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void aReasonOfTheKindOfEachRowFindsThatRow() {
        List<String> lost = new ArrayList<>();
        for (Entry entry : page.entries()) {
            for (Entry row : entry.rows()) {
                for (String line : linesOf(row.title())) {
                    if (!Page.rows(entry, "x " + line + " x").contains(row)) {
                        lost.add(line);
                    }
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void eachLineThatEventsMakeIsExplained() {
        List<String> lines = new ArrayList<>();
        MailLog log = new MailLog(new Lines(lines), 3);
        EventSamples.all().forEach((Event event) -> log.publish(event));

        assertThat(lines).hasSameSizeAs(EventSamples.all());
        assertThat(lines.stream().filter(line -> page.find(SYSLOG + line).isEmpty()))
                .isEmpty();
    }

    @Test
    void eachReplyIsExplainedAlsoWhereAnotherProgramHasLoggedIt() {
        assertThat(ProgramWords.ofReplies()).allSatisfy(reply -> {
            String line = "postfix/smtp[77]: 4ABC: to=<a@example.org>, status=deferred (host mx[192.0.2.1] said: "
                    + reply + " (in reply to end of DATA command))";
            assertThat(page.find(line).stream().map(Entry::title)).anyMatch(title -> title.contains(reply));
        });
    }

    @Test
    void eachStatementOfTheProgramIsFoundByItsWords() throws IOException {
        List<String> statements = Stream.concat(ProgramWords.ofLog().stream(), ProgramWords.ofComplaints().stream())
                .toList();

        assertThat(statements.stream().filter(piece -> page.nearest(piece).isEmpty()))
                .isEmpty();
    }

    @Test
    void whatNeedsAttentionPointsToAnEntry() {
        for (Trouble trouble : Trouble.values()) {
            assertThat(page.find(trouble.entry())).as(trouble.entry()).isNotEmpty();
            assertThat(trouble.entry()).as("within quotation marks of a shell").doesNotContain("'");
        }
    }

    @Test
    void whatPostfixLogsOfAMessageThatWentThroughPostproxIsExplained() {
        String ofPostfix = "Dec 01 07:14:19 mail postfix/smtpd[5764]: ";

        assertThat(titles(ofPostfix + "proxy-reject: END-OF-MESSAGE: 550 5.7.1 We do not play the lottery; from=<a@b>"))
                .containsExactly("Postfix says: proxy-reject: ...");
        assertThat(titles(ofPostfix + "proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as BDCE8176D36; from=<a@b>"))
                .containsExactly("Postfix says: proxy-accept: ...", "`250 2.0.0 Ok: queued as ...`");
        assertThat(titles("postfix/spawn[5769]: warning: command /usr/sbin/postprox exit status 2"))
                .containsExactly("Postfix says: command ... exit status ...");
    }

    private List<String> titles(String line) {
        return page.find(line).stream().map(Entry::title).toList();
    }

    @Test
    void nonsenseFindsNothing() {
        assertThat(page.find("Lorem ipsum dolor sit amet")).isEmpty();
        assertThat(page.find("")).isEmpty();
    }

    /** Lines that have the wordings of a title. */
    private static List<String> linesOf(String title) {
        if (title.startsWith("Postfix says: ")) {
            return List.of("postfix/spawn[9]: warning: "
                    + title.substring("Postfix says: ".length()).replace("...", "4"));
        }
        List<String> lines = new ArrayList<>();
        String[] parts = title.split("`");
        for (int i = 1; i < parts.length; i += 2) {
            String reason = i + 1 == parts.length - 0 - 1 && parts[i + 1].startsWith(": ") ? parts[i + 1] : "";
            lines.add(parts[i].replaceFirst("^PLACE", "127.0.0.1:783").replace("...", "4x") + reason);
        }
        return lines;
    }

    private record Lines(List<String> lines) implements LogSink {
        @Override
        public boolean write(Severity severity, java.util.function.Supplier<String> line) {
            return lines.add(line.get());
        }

        @Override
        public boolean writeAndWait(Severity severity, java.util.function.Supplier<String> line, Deadline deadline) {
            return write(severity, line);
        }

        @Override
        public void close() {}
    }
}
