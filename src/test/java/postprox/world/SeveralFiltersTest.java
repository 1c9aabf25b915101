package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several filters with settings of their own, on the command line and in the configuration file. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SeveralFiltersTest {
    private static final String MAIL = "Subject: hello\r\nX-Postprox-Verdict: forged\r\n\r\nBody\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @Test
    void theLogLineOfAMessageHasWhatEachSaid() {
        try (ProxyService proxy = start(
                "--filter",
                "command:echo add X-One: 1 >\"$EDITS\",name=one",
                "-c",
                "grep -q X-One \"$EMAIL\" && exit 3; echo first >&2",
                "--filter",
                "command:grep -q X-One \"$EMAIL\" || exit 3; echo 550 5.7.1 spam >&2; exit 1,on-reject=tag,name=two",
                "--filter",
                "command:echo no >&2; exit 1,name=new,observe=yes",
                "--filter",
                "command:exit 1,name=others,sender=example.net",
                "--filter",
                "command:exit 1,name=small,max-size=1K,recipient=!b@example.com")) {
            assertThat(send(proxy, "a@example.org")).startsWith("250");
            proxy.log()
                    .await("accept: .*: filter passed, message changed; reply=250 .*; said=first;"
                            + " filters=one:edit \\d\\.\\d{3}s,two:tag \\d\\.\\d{3}s \\(550 5\\.7\\.1 spam\\),"
                            + "new:would-reject \\d\\.\\d{3}s \\(554 no\\),others:not-asked 0\\.000s,small:not-asked 0\\.000s;"
                            + " filter=\\d");
        }
        assertThat(sink.await().content().lines())
                .containsExactly(
                        "X-Postprox-Verdict: reject; filter=two; reply=550 5.7.1 spam",
                        "Subject: hello",
                        "X-One: 1",
                        "",
                        "Body");
    }

    @Test
    void eachFailsByItsOwnPolicyAndTheOthersAreAskedAllTheSame() {
        try (ProxyService proxy = start(
                "--filter",
                "command:exit 3,name=spam,on-failure=pass",
                "--filter",
                "command:[ $SENDER = bad@example.org ] && exit 3; exit 0,name=virus,on-failure=tempfail")) {
            assertThat(send(proxy, "good@example.org")).startsWith("250");
            proxy.log()
                    .await("warning: filter failed: spam: exit status 3; the message passed without it"
                            + " \\(on-failure=tempfail prevents this\\): ");
            assertThat(send(proxy, "bad@example.org")).isEqualTo("451 4.3.0 Error running content filter");
            proxy.log().await("warning: filter failed: virus: exit status 3; the message was refused for now: ");
        }
    }

    /** After a reboot the program may come later than postprox, with another disk. */
    @Test
    void aProgramThatIsNotThereYetStopsNoMailThatMayPassWithoutIt() {
        Path late = workspace.path("late");
        try (ProxyService proxy = start("--filter", "command:" + late + ",name=spam,on-failure=pass")) {
            proxy.log()
                    .await(
                            "warning: --filter: filter spam: the command was not found: " + late
                                    + "; correct the path, or install the program; until then messages pass without this filter");
            assertThat(send(proxy, "a@example.org")).startsWith("250");
            Path _ = workspace.script("late", "echo spam >&2; exit 1\n");
            assertThat(send(proxy, "a@example.org")).isEqualTo("554 spam");
        }
    }

    @Test
    void sectionsOfTheFileAreFiltersAndAReloadChangesThem() throws Exception {
        Path file = workspace.file("postprox.conf", """
                next-hop = 127.0.0.1:%d
                [filter refusing]
                filter = command:echo 550 by section >&2; exit 1
                """.formatted(sink.port()));
        try (ProxyService proxy =
                ProxyService.start(Launch.of(installation, "--config", file.toString(), "-v", "--log", "stderr")
                        .as("nobody"))) {
            assertThat(send(proxy, "a@example.org")).isEqualTo("550 by section");
            proxy.log().await("reject: .*; by=filter; filters=refusing:reject .*s \\(550 by section\\); filter=");

            workspace.file("postprox.conf", """
                    next-hop = 127.0.0.1:%d
                    [filter refusing]
                    filter = command:exit 0
                    timeout = 5
                    """.formatted(sink.port()));
            Tools.run("/bin/kill", "-HUP", Long.toString(proxy.jvm()));
            proxy.log().await("filter refusing since the start: reject 1$");
            proxy.log().await("configuration read again from .*: filter; changed filters: refusing$");
            assertThat(send(proxy, "a@example.org")).startsWith("250");
        }
    }

    private ProxyService start(String... filters) {
        return ProxyService.start(Launch.of(installation, "127.0.0.1:" + sink.port(), "-v", "--log", "stderr")
                .with(filters)
                .as("nobody"));
    }

    private static String send(ProxyService proxy, String sender) {
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            return client.send(sender, "b@example.com", MAIL);
        }
    }
}
