package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A real Postfix, postprox in front of its queue and behind it, and a real scanner. Each domain has a filter of its own, so that one
 * outage does not hide another.
 */
final class ScannerOutage implements AutoCloseable {
    private static final List<String> DIES = List.of("dies-strict", "dies-lenient");
    private static final List<String> STOPS = List.of("stops-strict", "stops-lenient");
    private static final String BRITTLE = "brittle";
    private static final String SLOW = "crawling";
    private static final String NARROW = "narrow";

    private static final int BURST = 10;

    /** One message is examined at a time, and two wait. */
    private static final int ROOM = 3;

    private static final Pattern PASSED_UNSEEN = Pattern.compile(
            "warning: filter failed: ([a-z-]+): .*; the message passed without it .*, from=([^,]+), to=");

    private final Workspace workspace = Workspace.create();
    private final MailSink sink = MailSink.start();
    private final ScannerDaemon scanner;
    private final BrittleRelay relay;
    private final int before = Tools.freePort();
    private final int queued = Tools.freePort();
    private final int after = Tools.freePort();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "mx", sink.port());
    private final ProxyService proxy;
    private final NumberedMail mail = new NumberedMail(before, queued);

    ScannerOutage(Function<Workspace, ScannerDaemon> kind) {
        scanner = kind.apply(workspace);
        relay = new BrittleRelay(scanner.place().port());
        String place = scanner.place().toString();
        String brittle = "127.0.0.1:" + relay.port();
        proxy = ProxyService.start(Launch.of(
                        Installation.in(workspace, "postprox"),
                        "--config",
                        workspace
                                .file(
                                        "scanners.conf",
                                        "next-hop = 127.0.0.1:" + after + "\n"
                                                + section("dies-strict", place, "timeout = 30")
                                                + section("dies-lenient", place, "timeout = 30\non-failure = pass")
                                                + section("stops-strict", place, "timeout = 1")
                                                + section("stops-lenient", place, "timeout = 1\non-failure = pass")
                                                + section(BRITTLE, brittle, "timeout = 30")
                                                + section(SLOW, brittle, "timeout = 2")
                                                + section(NARROW, place, "timeout = 30\nat-once = 1\nwaiting = 2"))
                                .toString(),
                        "-v",
                        "--log",
                        "stderr")
                .as("nobody"));
        startPostfix();
    }

    private String section(String name, String place, String settings) {
        return "\n[filter " + name + "]\nfilter = " + scanner.filter().apply(place) + "\nrecipient = " + name
                + ".example.com\n" + settings + "\n";
    }

    private void startPostfix() {
        Arrangement documented = Arrangement.of("before-queue");
        String port = Integer.toString(proxy.port());
        postfix.service(documented
                        .entry("smtp inet")
                        .replace(" y ", " n ")
                        .replaceFirst("^smtp", "127.0.0.1:" + before)
                        .replace("10025", port))
                .service(documented
                        .entry("127.0.0.1:10026 inet")
                        .replace(" y ", " n ")
                        .replace("10026", Integer.toString(after)))
                .service(Arrangement.of("after-queue").entry("postprox unix"))
                .service("127.0.0.1:" + queued + " inet n - n - - smtpd -o content_filter=postprox:[127.0.0.1]:" + port)
                .start();
    }

    /** All of it happens while mail flows; then each message must be accounted for. */
    void happens() throws Exception {
        DIES.forEach(mail::flow);
        awaitPassing(DIES);
        scanner.kill().run();
        DIES.forEach(this::awaitLeftAlone);
        scanner.again().run();

        poison();
        STOPS.forEach(mail::flow);
        awaitPassing(STOPS);
        scanner.signal().accept("STOP");
        STOPS.forEach(this::awaitLeftAlone);
        overload(() -> scanner.signal().accept("CONT"));

        DIES.forEach(this::awaitBack);
        STOPS.forEach(this::awaitBack);
        assertNothingIsLostDoubledOrUnseen();
    }

    private void awaitPassing(List<String> domains) {
        domains.forEach(domain -> proxy.log().await("accept: .*, to=b@" + domain + "\\..*: filter passed"));
    }

    private void awaitLeftAlone(String filter) {
        proxy.log().await("error: filter " + filter + ": a server is left alone for a while, and none is left: ");
    }

    private void awaitBack(String filter) {
        proxy.log().await("filter " + filter + ": .* is in use again after \\d+ s");
    }

    /** The sender of a message that breaks the scanner tries again and again. Others' mail is examined all the same. */
    private void poison() {
        NumberedMail.Letter poison = mail.letter(BrittleRelay.POISON, BRITTLE);
        for (int i = 0; i < 7; i++) {
            assertThat(mail.send(poison)).isFalse();
        }
        assertThat(mail.send(mail.letter("m", BRITTLE))).isTrue();
        mail.queue(mail.letter(BrittleRelay.POISON, BRITTLE));
        postfix.log().await("to=<b@" + BRITTLE + "\\..*status=deferred .*451 ");
        assertThat(mail.send(mail.letter("m", BRITTLE))).isTrue();
        assertThat(relay.deaths()).isGreaterThanOrEqualTo(8);
        assertThat(mail.send(mail.letter(BrittleRelay.SLOW, SLOW))).isFalse();
        relay.mend();
    }

    /** The scanner is silent until all messages are put off for which there is no room. */
    private void overload(Runnable goOn) throws Exception {
        List<Future<Boolean>> burst = mail.burst(BURST, NARROW);
        Patience.await(
                "there is no room for most of them",
                () -> burst.stream().filter(Future::isDone).count() >= BURST - ROOM);
        goOn.run();
        for (Future<Boolean> message : burst) {
            boolean _ = message.get();
        }
    }

    private void assertNothingIsLostDoubledOrUnseen() throws Exception {
        mail.finish();
        Patience.await("Postfix has delivered all", () -> {
            postfix.flush();
            return postfix.hasEmptyQueue();
        });
        List<MailSink.Message> arrived = new ArrayList<>();
        while (sink.waiting() > 0) {
            arrived.add(sink.await());
        }

        assertThat(arrived.stream().map(ScannerOutage::sender).toList())
                .containsExactlyInAnyOrderElementsOf(mail.senders());
        Set<String> unseen = arrived.stream()
                .filter(message -> !message.content().contains("\r\n" + scanner.evidence())
                        && !message.content().startsWith(scanner.evidence()))
                .map(ScannerOutage::sender)
                .collect(Collectors.toSet());
        Set<String> logged = new HashSet<>();
        Set<String> filters = new HashSet<>();
        PASSED_UNSEEN.matcher(proxy.log().all()).results().forEach(line -> {
            filters.add(line.group(1));
            logged.add(line.group(2));
        });
        assertThat(unseen).isEqualTo(logged);
        assertThat(filters).containsExactlyInAnyOrder("dies-lenient", "stops-lenient");
        assertThat(mail.domainsPutOff())
                .containsExactlyInAnyOrder("dies-strict", "stops-strict", BRITTLE, SLOW, NARROW);
        assertThat(proxy.log().all())
                .doesNotContain("filter " + BRITTLE + ": a server is left alone")
                .doesNotContain("filter " + NARROW + ": a server is left alone");
    }

    private static String sender(MailSink.Message message) {
        return message.envelope().getFirst().replaceAll("^MAIL FROM:<([^>]*)>.*", "$1");
    }

    @Override
    public void close() {
        mail.close();
        postfix.close();
        proxy.close();
        relay.close();
        scanner.close();
        sink.close();
        workspace.close();
    }
}
