package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an administrator does who reads README.md from top to bottom, on a server that has Postfix and the package. */
final class ReadmePath {
    private static final String FILTER = "etc/postprox/filter";
    private static final String MASTER = "etc/postfix/master.cf";
    private static final String REFUSAL = "550 5.7.1 We do not play the lottery";

    private ReadmePath() {}

    static void walk(BareDebian debian) throws IOException {
        String before = debian.read(MASTER);
        theFilterIsWrittenAndTried(debian);
        debian.configurePostfix();
        debian.run("postfix", "start");
        postproxIsPutInFrontOfPostfix(debian);
        itIsSeenToWork(debian);
        aBrokenFilterIsFound(debian);
        debian.run("postprox", "setup", "--undo");
        assertThat(debian.read(MASTER)).isEqualTo(before);
        assertThat(debian.send("lottery")).as("the filter is gone").contains("<-  250 2.0.0 Ok: queued as ");
    }

    private static void theFilterIsWrittenAndTried(BareDebian debian) throws IOException {
        debian.write(FILTER, filter(), "755");
        debian.write("srv/mail.eml", "Subject: win the lottery\n\nHello\n", "644");

        Tools.Result tried = debian.attempt("postprox", "try", "/" + FILTER, "/srv/mail.eml");

        assertThat(tried.status()).isEqualTo(1);
        assertThat(tried.said()).startsWith("verdict   refused\nreply     " + REFUSAL + "\n");
        assertThat(debian.run("postprox", "new", "/etc/postprox/another"))
                .endsWith("next: postprox try --watch /etc/postprox/another /etc/postprox/tests\n");
    }

    private static void postproxIsPutInFrontOfPostfix(BareDebian debian) throws IOException {
        String before = debian.read(MASTER);
        assertThat(debian.run("postprox", "setup")).contains("Nothing has been changed.");
        assertThat(debian.run("postprox", "setup", "--diff")).contains("smtpd_proxy_filter=127.0.0.1:10025");
        assertThat(debian.read(MASTER)).isEqualTo(before);

        assertThat(debian.run("postprox", "setup", "--apply")).contains("\nDone. ");

        assertThat(debian.send("lottery")).contains("<** " + REFUSAL);
    }

    /** The exit status of {@code status} is 0: {@link BareDebian#run} demands it. */
    private static void itIsSeenToWork(BareDebian debian) {
        Matcher taken = Pattern.compile("queued as (\\w+)").matcher(debian.send("hello"));
        assertThat(taken.find()).isTrue();
        assertThat(debian.run("postprox", "status")).contains("refused 1 ");
        assertThat(debian.run("postprox", "log", "--refused", "-n", "5"))
                .contains("a@example.org -> b@example.com", REFUSAL);
        assertThat(debian.run("postprox", "explain", taken.group(1))).contains("a@example.org", taken.group());
    }

    private static void aBrokenFilterIsFound(BareDebian debian) throws IOException {
        debian.write(FILTER, filter().replace("esac", "esax"), "755");

        assertThat(debian.send("hello")).contains("<** 451 4.3.0 Error running content filter");

        Tools.Result status = debian.attempt("postprox", "status");
        assertThat(status.status()).as("something needs attention").isEqualTo(1);
        assertThat(status.said()).contains("attention", "postprox log --failed");
        assertThat(debian.run("postprox", "log", "--failed")).contains("/" + FILTER, "Syntax error");
        assertThat(debian.attempt("postprox", "doctor").said()).contains("/" + FILTER, "Syntax error");
    }

    /** The filter that README.md has to copy. */
    private static String filter() throws IOException {
        Matcher block = Pattern.compile("(?s)    (#!/bin/sh\n.*?)\n\n").matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).isTrue();
        return block.group(1).replace("\n    ", "\n") + "\n";
    }
}
