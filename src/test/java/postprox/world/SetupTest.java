package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code postprox setup} leads the mail of a running Postfix through a filter and back, and finds out before what would fail. */
class SetupTest {
    private final SetupSite site = new SetupSite();

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void mailGoesThroughTheFilterUntilItIsUndone() {
        site.postfix().start();
        String before = site.master();

        Tools.Result applied =
                site.setup("--apply", site.config("grep -q REFUSE \"$EMAIL\" || exit 0; echo 550 no >&2; exit 1"));

        assertThat(applied.said())
                .contains("postprox answers on " + site.proxyPort(), "250 2.0.0 Ok: queued as ", "accept: ", "--undo");
        assertThat(applied.status()).isZero();
        assertThat(site.send("REFUSE")).startsWith("550 no");
        assertThat(site.send("fine")).startsWith("250 ");
        assertThat(site.setup("--undo").said()).contains("as it was before, byte for byte");
        assertThat(site.master()).isEqualTo(before);
        assertThat(site.send("REFUSE")).startsWith("250 ");
    }

    @Test
    void aFilterBehindTheQueueIsAskedOnceAndACopyIsSentOnce() {
        site.postfix().start();

        Tools.Result applied = site.setup(
                "--apply",
                site.config("printf 'X-Seen: yes\\n' >\"$OUTFILE\"; cat \"$EMAIL\" >>\"$OUTFILE\""),
                "--after-queue");

        assertThat(applied.said()).contains("250 2.0.0 Ok: queued as ", "accept: ");
        assertThat(applied.status()).isZero();
        assertThat(site.send("copies")).startsWith("250 ");
        // The test message and this one, each with one copy.
        List<MailSink.Message> received =
                List.of(site.sink().await(), site.sink().await());
        assertThat(received).allSatisfy(mail -> {
            assertThat(mail.content()).containsOnlyOnce("X-Seen: yes");
            assertThat(String.join("\n", mail.envelope()))
                    .containsOnlyOnce("<bob@example.com>")
                    .containsOnlyOnce("<archive@example.com>");
        });
    }

    @Test
    void aUserWhoCannotRunTheProgramIsFoundOutBeforeAnythingIsChanged() {
        site.postfix().start();
        String before = site.master();
        Tools.run("chmod", "700", site.installation().home().toString());

        Tools.Result applied = site.setup("--apply", site.config("exit 0"));

        assertThat(applied.said())
                .contains(
                        "BAD   user nobody cannot run",
                        "chmod o+x " + site.installation().home(),
                        "Nothing was changed");
        assertThat(applied.status()).isOne();
        assertThat(site.master()).isEqualTo(before);
        assertThat(site.setup("--undo").said()).contains("there is no set-up of");
    }

    @Test
    void aRecipientThatTheServerRefusesIsAskedForBeforeAnythingIsChanged() {
        site.postfix().parameter("smtpd_recipient_restrictions", "reject").start();
        String before = site.master();

        Tools.Result applied = site.setup("--apply", site.config("exit 0"));

        assertThat(applied.said()).contains("would be refused already now", "--test-recipient", "Nothing was changed");
        assertThat(site.master()).isEqualTo(before);
    }

    /** postprox doctor knows it before a message meets it; the plan says what doctor would find. */
    @Test
    void aFilterThatCannotRunIsSaidInThePlan() {
        site.postfix().start();
        String before = site.master();
        String config = site.config("exit 0");
        Tools.run("chmod", "700", site.workspace().path("filter").toString());

        assertThat(site.setup(config).said())
                .contains("user nobody may not run", "chmod a+rx", "Nothing has been changed");
        Tools.Result applied = site.setup("--apply", config);
        assertThat(applied.said()).contains("BAD   user nobody may not run", "--force", "Nothing was changed");
        assertThat(applied.status()).isOne();
        assertThat(site.master()).isEqualTo(before);
    }

    @Test
    void mistakesOfTheConfigurationFileAreSaidBeforeAnythingIsChanged() {
        site.postfix().start();
        String before = site.master();
        String config = site.config("exit 0");
        Tools.run(
                "sh",
                "-c",
                "echo 'verbos = 2' >>\"$0\"",
                site.workspace().path("postprox.conf").toString());

        Tools.Result applied = site.setup("--apply", config);

        assertThat(applied.said()).contains("postprox.conf:5: ", "verbos");
        assertThat(applied.status()).isEqualTo(2);
        assertThat(site.master()).isEqualTo(before);
    }

    /** The bytes of the name are what a kernel compares, in master.cf too. */
    @Test
    void aFilterWhoseNameHasAnUmlautIsWrittenByItsBytes() {
        site.postfix().start();
        String filter = site.workspace().script("filter", "exit 0\n").toString();
        List<String> command = new ArrayList<>(List.of(
                "env",
                "LC_ALL=C.UTF-8",
                "sh",
                "-c",
                "other=$(printf '%s-\\303\\274' \"$0\"); cp \"$0\" \"$other\"; exec \"$@\" \"$other\"",
                filter));
        command.addAll(site.command("--diff"));

        assertThat(Tools.attempt(command).said()).contains("-c '" + filter + "-\u00c3\u00bc'");
    }

    @Test
    void aFilterWhoseNameMasterCfCannotHoldIsRefused() {
        site.postfix().start();
        String filter = site.workspace().script("a{b", "exit 0\n").toString();

        assertThat(site.setup("--diff", filter).said()).contains("master.cf cannot hold the path", "rename it");
    }

    /** postfix(1) looks for a relative name elsewhere. */
    @Test
    void theDirectoryOfAnInstanceMayBeNamedByItsLastWords() {
        site.postfix().start();
        List<String> command = new ArrayList<>(
                List.of("env", "-C", site.directory().resolve("..").toString()));
        command.addAll(site.command("--apply", site.config("exit 0")));
        command.set(command.indexOf(site.directory().toString()), "etc");

        assertThat(Tools.attempt(command).said()).contains("250 2.0.0 Ok: queued as ", "--postfix " + site.directory());
    }

    @Test
    void aSetUpThatIsForgottenIsNotCalledUndone() {
        site.postfix().start();
        assertThat(site.setup("--apply", "--no-test", site.config("exit 0")).status())
                .isZero();
        Tools.run("sed", "-i", "s/smtpd_proxy_filter=1/smtpd_proxy_filter=inet:1/", site.directory() + "/master.cf");

        assertThat(site.setup("--undo").said()).contains("these lines of it are not found", "--undo --force");
        assertThat(site.setup("--undo", "--force").said())
                .contains("forgotten", "Who asks postprox still: postprox doctor --postfix " + site.directory())
                .doesNotContain("any more");
    }

    @Test
    void whoIsNotRootCanReadThePlanAndChangesNothing() {
        site.postfix().start();
        String before = site.master();
        List<String> asNobody = new ArrayList<>(List.of("runuser", "-u", "nobody", "--"));

        for (String way : List.of("--apply", "--undo", "--diff")) {
            List<String> command = new ArrayList<>(asNobody);
            command.addAll(site.command(way, site.config("exit 0")));
            Tools.Result result = Tools.attempt(command);

            assertThat(result.said())
                    .as(way)
                    .contains(way.equals("--diff") ? "+127.0.0.1:" + site.proxyPort() : "as root");
            assertThat(result.status()).as(way).isEqualTo(way.equals("--diff") ? 0 : 1);
        }
        assertThat(site.master()).isEqualTo(before);
    }
}
