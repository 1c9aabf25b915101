package postprox.filter.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import postprox.config.FilterKind;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.testkit.Examinations;
import postprox.testkit.Spooled;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Where the filters of all kinds meet their peers: a directory for what a peer needs, and a spool, in which nothing may be left. */
final class ContractSite implements AutoCloseable {
    static final String PLAIN = "Subject: plain\n\ntext\n";

    private final Path directory;
    private final Path spool;
    private final Examinations examinations;

    ContractSite(Path directory) throws IOException {
        this.directory = Files.createDirectory(directory.resolve("peer"));
        this.spool = Files.createDirectory(directory.resolve("spool"));
        this.examinations = new Examinations(spool);
    }

    /** The peer of each kind. A new kind does not compile without one. */
    Peer peer(FilterKind kind) throws IOException {
        return switch (kind) {
            case COMMAND -> new CommandPeer(directory);
            case CLAMD -> new ClamdPeer();
            case ICAP -> new IcapPeer();
            case SPAMD -> new SpamdPeer();
            case RSPAMD -> new RspamdPeer();
            case HOOKS -> new HooksPeer();
            case JAVA -> new JavaPeer(directory);
            case WORKER -> new WorkerPeer(directory);
            case POLICY -> new PolicyPeer();
            case MILTER -> new MilterPeer();
        };
    }

    /** What the peer's filter answers about a message with this content, one byte a character. */
    Answer answer(Peer peer, String content) {
        return answer(peer, content, Examinations.LONG);
    }

    Answer answer(Peer peer, String content, Duration time) {
        return examinations.ask(peer.filter(), content, time);
    }

    Answer answer(Peer peer, Envelope envelope) {
        return examinations.ask(peer.filter(), PLAIN, envelope, Examinations.LONG);
    }

    /** What passes, with the filter's changes. */
    String passing(Peer peer) {
        return examinations.passing(PLAIN, Examinations.ENVELOPE, peer.filter());
    }

    /** A peer that was away may be asked again only after a while. Until then the filter fails; nothing else may come. */
    void comesBack(Peer peer) {
        Deadline end = Deadline.after(Ticker.SYSTEM, Examinations.LONG);
        Answer answer = answer(peer, PLAIN);
        while (answer instanceof NoVerdict.Failed && !end.isOver()) {
            answer = answer(peer, PLAIN);
        }
        assertThat(answer).isInstanceOf(Verdict.Accept.class);
    }

    static String refusal(Answer answer) {
        return answer instanceof Verdict.Reject(Reply reply, var _) ? reply.oneLine() : "no refusal: " + answer;
    }

    @Override
    public void close() throws IOException {
        examinations.close();
        assertThat(Spooled.in(spool)).isEmpty();
    }
}
