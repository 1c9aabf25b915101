package postprox.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.FilterRules;
import postprox.filter.Guard;
import postprox.filter.Observation;
import postprox.filter.OnReject;
import postprox.filter.Origin;
import postprox.filter.Oversize;
import postprox.filter.Scope;
import postprox.filter.Slots;
import postprox.filter.command.CommandFilter;
import postprox.quarantine.QuarantineReply;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;

/** What {@code postprox try} tells of several filters. */
class ChainTrialTest {
    private final List<Guard> filters = new ArrayList<>();
    private Switches switches = Switches.NONE;

    @TempDir
    private Path spool;

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void itSaysWhatEachFilterSaidAndWhatWouldBeSentOn() throws IOException {
        filter("first", "true");
        filter("second", "echo 'insert 0 X-Seen: yes' >$EDITS; echo fine >&2");
        Account account = run();

        assertThat(account.result()).isEqualTo(Result.PASSES);
        assertThat(account.text())
                .startsWith("verdict   accepted: changed by second\nreply     the next hop's own\n")
                .containsPattern("\nfilter {4}first: pass, after [0-9.]+ s\n")
                .containsPattern("\nfilter {4}second: edit, after [0-9.]+ s: fine\n")
                .contains("+++ what would be sent on\n", "\n+X-Seen: yes\n");
    }

    @Test
    void theFirstRefusalEndsItWithItsExactReply() throws IOException {
        filter("first", "echo '521 5.7.1 no spam' >&2; exit 1");
        filter("second", "exit 1");
        Account account = run();

        assertThat(account.result()).isEqualTo(Result.REFUSED);
        assertThat(account.text())
                .startsWith("verdict   refused by first\nreply     554 5.7.1 no spam\n")
                .doesNotContain("second");
    }

    @Test
    void aFilterThatFailsAndMayFailIsLeftOut() throws IOException {
        filter("first", "exit 75");
        filter("second", "true");
        Account account = run();

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text())
                .startsWith("verdict   passes WITHOUT first, which failed: the message passes as it came\n")
                .containsPattern("\nfilter {4}first: failed, after [0-9.]+ s: exit status 75")
                .containsPattern("\nfilter {4}second: pass");
    }

    @Test
    void aFilterThatMustNotFailPutsTheMessageOff() throws IOException {
        add("first", "exit 75", FailurePolicy.TEMPFAIL, OnReject.REJECT, Optional.empty());
        Account account = run();

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text())
                .startsWith(
                        "verdict   refused for now: first failed\nreply     451 4.3.0 Error running content filter\n");
    }

    @Test
    void observedAndTaggingFiltersRefuseNothing() throws IOException {
        add("seen", "exit 1", FailurePolicy.PASS, OnReject.REJECT, Optional.of(Observation.OF_ALL));
        add("mark", "exit 1", FailurePolicy.PASS, OnReject.TAG, Optional.empty());
        Account account = run();

        assertThat(account.result()).isEqualTo(Result.PASSES);
        assertThat(account.text())
                .startsWith("verdict   accepted: changed by mark\n")
                .containsPattern("\nfilter {4}seen: would-reject, after")
                .containsPattern("\nfilter {4}mark: tag, after")
                .contains("\n+X-Postprox-Verdict: reject; filter=mark");
    }

    @Test
    void whatIsKeptAsideOrThrownAwayDoesNotPass() throws IOException {
        add("virus", "echo 554 no >&2; exit 1", FailurePolicy.TEMPFAIL, OnReject.QUARANTINE, Optional.empty());
        assertThat(run().text())
                .startsWith("verdict   refused for now: virus asks for quarantine, which is off\nreply     451 ");

        switches = new Switches(Optional.of(QuarantineReply.ACCEPT), true);
        assertThat(run().text())
                .startsWith("verdict   kept aside by virus: 554 no\nreply     250 2.0.0 Ok: taken as ID\n")
                .containsPattern("\nfilter {4}virus: quarantine, after [0-9.]+ s: 554 no\n");

        filters.clear();
        add("junk", "echo 554 no >&2; exit 1", FailurePolicy.TEMPFAIL, OnReject.DISCARD, Optional.empty());
        assertThat(run().text())
                .startsWith("verdict   thrown away by junk: 554 no\nreply     250 2.0.0 Ok: taken as ID\n");
    }

    @Test
    void aFilterThatWritesToTheMessageIsFoundOut() throws IOException {
        filter("first", "echo more >>$EMAIL");
        assertThat(run().text())
                .startsWith("verdict   refused for now: ")
                .contains("451 4.3.0 Error: the content filter damaged");
    }

    private void filter(String name, String command) {
        add(name, command, FailurePolicy.PASS, OnReject.REJECT, Optional.empty());
    }

    private void add(
            String name, String command, FailurePolicy policy, OnReject onReject, Optional<Observation> observation) {
        FilterRules rules = new FilterRules(
                name, Optional.of(Duration.ofSeconds(20)), policy, onReject, 0, Oversize.SKIP, Scope.ALL, observation);
        filters.add(new Guard(new CommandFilter(command), rules, Slots.ofOne(FilterCapacity.DEFAULT)));
    }

    private Account run() throws IOException {
        ChainTrial trial = new ChainTrial(
                new Chain(filters),
                new Circumstances(
                        TriedMessage.envelope("<>", List.of("b@example.com"), "client.example.org", "192.0.2.1"),
                        new Origin(List.of("PATH=/usr/bin:/bin")),
                        SessionConfig.with(Duration.ofSeconds(60), StrayCr.SPACE),
                        spool),
                switches);
        return trial.run(new ByteArrayInputStream("Subject: hello\n\nText\n".getBytes(StandardCharsets.US_ASCII)));
    }
}
