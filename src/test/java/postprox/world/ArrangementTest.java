package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * docs/POSTFIX.md: who signs, who verifies, and who scans, where a filter stands before the queue or behind it. Postfix,
 * OpenDKIM and ClamAV are Debian's; the entries of master.cf are the documented ones.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArrangementTest {
    private static final String OURS = "a@example.org";
    private static final String THEIRS = "a@example.net";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final SubjectFilter filter = SubjectFilter.in(workspace);
    private final SyslogReceiver syslog = SyslogReceiver.in(workspace);
    private final MailSink sink = MailSink.start();
    private final Clamd clamd = Clamd.start(workspace);
    private final Dkim dkim = Dkim.in(workspace);
    private final Milter scanner = clamd.milter();
    private final Milter signer = dkim.milter("opendkim", Arrangement.read("opendkim.conf"));
    private final Milter careless = dkim.milter("careless", "Mode sv\n");
    private final ArrangedPostfix before = arranged("before");
    private final ArrangedPostfix after = arranged("after");
    private final int plainSubmission = Tools.freePort();
    private final int milterInFront = Tools.freePort();
    private final int carelessServer = Tools.freePort();
    private final int signedInFront = Tools.freePort();

    private ArrangedPostfix arranged(String place) {
        Arrangement arrangement = Arrangement.of(place + "-queue-opendkim")
                .replacing("inet:127.0.0.1:8891", scanner.place() + ", " + signer.place())
                .running(installation, filter.command(), syslog);
        return ArrangedPostfix.of(workspace, place, arrangement, sink.port());
    }

    @BeforeAll
    void startAll() {
        clamd.await();
        // As Debian's master.cf has it: no filter, and the milters of main.cf.
        before.service("127.0.0.1:" + plainSubmission + " inet n - n - - smtpd"
                + " -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes"
                + " -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject"
                + " -o milter_macro_daemon_name=ORIGINATING");
        addPair(milterInFront, "", "-o smtpd_milters=");
        addPair(carelessServer, "-o smtpd_milters=", "-o smtpd_milters=" + careless.place());
        after.service("127.0.0.1:" + signedInFront + " inet n - n - - smtpd -o milter_macro_daemon_name=ORIGINATING"
                + " -o content_filter=postprox:[127.0.0.1]:"
                + after.ports().local().getFirst());
        before.start();
        after.start();
    }

    /** A server that has another as its filter. */
    private void addPair(int port, String inFront, String behind) {
        int next = Tools.freePort();
        before.service("127.0.0.1:" + port + " inet n - n - - smtpd -o milter_macro_daemon_name=ORIGINATING"
                + " -o smtpd_proxy_filter=127.0.0.1:" + next + " " + inFront);
        before.service("127.0.0.1:" + next + " inet n - n - - smtpd"
                + " -o smtpd_authorized_xforward_hosts=127.0.0.0/8 " + behind);
    }

    @AfterAll
    void stopAll() {
        before.close();
        after.close();
        careless.close();
        signer.close();
        scanner.close();
        clamd.close();
        sink.close();
        syslog.close();
        workspace.close();
    }

    @Test
    void beforeTheQueueAStrangersMailFromOurDomainIsNotSigned() {
        assertThat(ArrangedPostfix.fromStranger(before.ports().smtp(), mail(OURS, "pass forged")))
                .startsWith("250");

        assertUnsigned(arrived("pass forged"));
    }

    @Test
    void beforeTheQueueAStrangersSignatureIsVerifiedBehindAFilterThatLeavesTheTextAlone() {
        String signed = dkim.signedByAStranger(mail(THEIRS, "change header"));
        assertThat(ArrangedPostfix.fromStranger(before.ports().smtp(), signed)).startsWith("250");

        MailSink.Message message = arrived("change header");
        assertThat(message.content()).contains("X-Filtered: yes");
        assertVerifiedHere(message, "pass");
    }

    @Test
    void beforeTheQueueAFilterThatChangesTheTextComesBeforeTheVerifierAndBreaksSignatures() {
        String signed = dkim.signedByAStranger(mail(THEIRS, "append early"));
        assertThat(ArrangedPostfix.fromStranger(before.ports().smtp(), signed)).startsWith("250");

        assertVerifiedHere(arrived("append early"), "fail");
    }

    @Test
    void beforeTheQueueUsersMailIsSignedOnceAsTheFilterHasChangedIt() {
        before.fromUser(mail(OURS, "append submission"));
        assertSignedOnce(arrived("append submission"), true);

        before.fromUserByTls(mail(OURS, "append submissions"));
        assertSignedOnce(arrived("append submissions"), true);
    }

    @Test
    void beforeTheQueueUsersMailThatIsNotFilteredIsSignedOnce() {
        before.submit("smtp", plainSubmission, mail(OURS, "append unfiltered"));

        assertSignedOnce(arrived("append unfiltered"), false);
        assertThat(filter.hasSeen("unfiltered")).isFalse();
    }

    @Test
    void beforeTheQueueMailOfProgramsIsSignedOnceAndNotFiltered() {
        before.fromProgram(mail(OURS, "append program"));

        assertSignedOnce(arrived("append program"), false);
        assertThat(filter.hasSeen("program")).isFalse();
    }

    @Test
    void beforeTheQueueAScannerRefusesBehindTheFilterAndTheSenderHearsIt() {
        assertThat(ArrangedPostfix.fromStranger(before.ports().smtp(), infected("pass scanned")))
                .startsWith("550 5.7.1");
        assertThat(filter.hasSeen("scanned")).isTrue();
    }

    @Test
    void aMilterInFrontOfAFilterIsShownNeitherHeaderNorBody() {
        assertThat(ArrangedPostfix.fromStranger(milterInFront, infected("pass unseen")))
                .startsWith("250");

        MailSink.Message message = arrived("pass unseen");
        assertThat(message.content()).contains(Clamd.EICAR);
        assertThat(Dkim.signatures(message.content())).isZero();
    }

    @Test
    void behindAFilterOpenDkimAsItComesTakesStrangersForThisMachineAndSignsForThem() {
        assertThat(ArrangedPostfix.fromStranger(carelessServer, mail(OURS, "pass careless")))
                .startsWith("250");

        assertSignedOnce(arrived("pass careless"), false);
    }

    @Test
    void afterTheQueueAStrangersMailFromOurDomainIsNotSigned() {
        assertThat(ArrangedPostfix.fromStranger(after.ports().smtp(), mail(OURS, "append later-forged")))
                .startsWith("250");

        assertUnsigned(arrived("append later-forged"));
    }

    @Test
    void afterTheQueueAStrangersSignatureIsVerifiedBeforeTheFilterChangesTheText() {
        String signed = dkim.signedByAStranger(mail(THEIRS, "append late"));
        assertThat(ArrangedPostfix.fromStranger(after.ports().smtp(), signed)).startsWith("250");

        MailSink.Message message = arrived("append late");
        assertThat(message.content()).endsWith("A footer\r\n");
        assertVerifiedHere(message, "pass");
    }

    @Test
    void afterTheQueueUsersMailIsSignedOnceAsTheFilterHasChangedIt() {
        after.fromUser(mail(OURS, "append later-submission"));
        assertSignedOnce(arrived("append later-submission"), true);

        after.fromUserByTls(mail(OURS, "append later-submissions"));
        assertSignedOnce(arrived("append later-submissions"), true);
    }

    @Test
    void afterTheQueueMailOfProgramsIsFilteredAndSignedOnce() {
        after.fromProgram(mail(OURS, "append later-program"));

        assertSignedOnce(arrived("append later-program"), true);
    }

    @Test
    void afterTheQueueASignatureThatWasMadeInFrontIsBrokenByAFilterThatChangesTheText() {
        assertThat(ArrangedPostfix.fromStranger(signedInFront, mail(OURS, "append broken")))
                .startsWith("250");

        MailSink.Message message = arrived("append broken");
        assertThat(Dkim.signatures(message.content())).isOne();
        assertThat(dkim.verdict(message.content())).contains("signature verification failed");
    }

    @Test
    void afterTheQueueAScannerRefusesInFrontAndTheSenderHearsIt() {
        assertThat(ArrangedPostfix.fromStranger(after.ports().smtp(), infected("pass later-scanned")))
                .startsWith("550 5.7.1");
        assertThat(filter.hasSeen("later-scanned")).isFalse();
    }

    @Test
    void afterTheQueueWhatAScannerRefusesOfUsersMailBecomesABounce() {
        after.fromUser(infected("pass bounced"));

        assertThat(arrived("pass bounced").envelope()).first().asString().startsWith("MAIL FROM:<>");
    }

    /** The message with this subject. What a test before it has left behind is none of its business. */
    private MailSink.Message arrived(String subject) {
        MailSink.Message message = sink.await();
        while (!message.content().contains("Subject: " + subject + "\r\n")) {
            message = sink.await();
        }
        return message;
    }

    private static void assertUnsigned(MailSink.Message message) {
        assertThat(Dkim.signatures(message.content())).isZero();
        assertThat(message.content()).contains("Authentication-Results:").contains("dkim=none");
    }

    private static void assertVerifiedHere(MailSink.Message message, String result) {
        assertThat(Dkim.signatures(message.content())).isOne();
        assertThat(message.content())
                .containsOnlyOnce("Authentication-Results:")
                .contains("dkim=" + result);
    }

    private void assertSignedOnce(MailSink.Message message, boolean changed) {
        assertThat(message.content().endsWith("A footer\r\n")).isEqualTo(changed);
        assertThat(Dkim.signatures(message.content())).isOne();
        assertThat(dkim.verdict(message.content())).contains("d=example.org").contains("succeeded");
    }

    private static String infected(String subject) {
        return mail(THEIRS, subject).replace("Body", Clamd.EICAR);
    }

    private static String mail(String from, String subject) {
        return "From: " + from + "\r\nTo: b@example.com\r\nDate: Sat, 1 Aug 2026 12:00:00 +0000\r\n"
                + "Message-ID: <1@example.org>\r\nSubject: " + subject + "\r\n\r\nBody\r\n";
    }
}
