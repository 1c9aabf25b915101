package postprox.filter.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;

/** The threads that the class of a filter keeps, interrupts or starts: what becomes of them, and of the messages. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class LostThreadsTest {
    /** A property of the JVM by which a test talks to a filter. */
    private static final String SHUT = "postprox.test.shut";

    @AutoClose
    private final PluginLab lab;

    LostThreadsTest(@TempDir Path directory) throws IOException {
        lab = new PluginLab(directory);
    }

    /** Nothing may be said of it, and a thread that cannot say what happened must not count as lost for good. */
    @Test
    void anExceptionThatCannotBePutIntoWordsCostsNoThread() throws Exception {
        JavaFilter filter = lab.filter("""
                @SuppressWarnings("unchecked")
                static <T extends Throwable> String sneak(Throwable thrown) throws T { throw (T) thrown; }
                """, """
                throw new Exception() {
                    public String getMessage() { return Plug.<RuntimeException>sneak(new Exception()); }
                };
                """);
        for (int i = 0; i < 5; i++) {
            assertThat(lab.ask(filter))
                    .isInstanceOfSatisfying(
                            NoVerdict.Postponed.class,
                            postponed -> assertThat(postponed.reason())
                                    .isEqualTo("no memory: what it threw cannot be put into words"));
        }
        assertThat(filter.isStale()).isFalse();
    }

    @Test
    void aFilterThatObeysItsInterruptLosesNoThread() throws Exception {
        JavaFilter filter = lab.filter("Thread.sleep(60_000); return Answer.accept();");
        for (int i = 0; i < 5; i++) {
            assertThat(lab.askBriefly(filter))
                    .isInstanceOfSatisfying(
                            NoVerdict.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .startsWith("no answer in time (0.1 s); lost threads: "));
            PluginLab.await(() -> !filter.isStale());
        }
        assertThat(lab.notices()).isEmpty();
    }

    @Test
    void aFilterIsAskedNoMoreWhenTooManyThreadsAreLostAndAgainWhenOneComesBack() throws Exception {
        System.setProperty(SHUT, "");
        try {
            JavaFilter filter = lab.filter("""
                    while (System.getProperty("%s") != null) {
                        try { Thread.sleep(5); } catch (InterruptedException e) { }
                    }
                    return Answer.accept();
                    """.formatted(SHUT));
            for (int lost = 1; lost <= 3; lost++) {
                assertThat(lab.askBriefly(filter))
                        .isEqualTo(new NoVerdict.Failed("no answer in time (0.1 s); lost threads: " + lost));
            }
            assertThat(filter.isStale()).as("a reload makes it anew").isTrue();
            for (int i = 0; i < 3; i++) {
                assertThat(lab.ask(filter))
                        .isEqualTo(new NoVerdict.Failed("not asked, since 3 of its threads are lost (lost-threads)"));
            }
            assertThat(lab.notices())
                    .containsExactly(new JavaFilterNotice("spam", Notice.THREADS_LOST, "lost-threads=3, lost now: 3"));

            System.clearProperty(SHUT);
            PluginLab.await(() -> !filter.isStale());
            assertThat(lab.ask(filter)).isEqualTo(accept(""));
            PluginLab.await(() -> lab.notices().size() == 2);
            assertThat(lab.notices().getLast().notice()).isEqualTo(Notice.THREADS_BACK);
        } finally {
            System.clearProperty(SHUT);
        }
    }

    @Test
    void endlessNewContentEndsWithItsTime() throws Exception {
        JavaFilter filter =
                lab.filter("return Answer.replace(out -> { while (true) { out.write('x'); out.flush(); } });");
        assertThat(lab.askBriefly(filter)).isInstanceOf(NoVerdict.Failed.class);
        PluginLab.await(() -> !filter.isStale());
    }

    /** An interrupt closes the file that a thread reads. The message must still be there for the next hop. */
    @Test
    void aMessageCanBeReadAfterItsFilterWasInterruptedWithinIt() throws Exception {
        String text = "Subject: large\n\n" + "0123456789abcde\n".repeat(10_000);
        JavaFilter endless = lab.filter("while (true) { message.content().readAllBytes(); }");
        for (int i = 0; i < 10; i++) {
            Examination message = lab.message(text, Duration.ofMillis(20));
            assertThat(endless.examine(message)).isInstanceOf(NoVerdict.Failed.class);
            assertThat(PluginLab.read(message.message().text())).isEqualTo(text);
        }
        Examination message = lab.message(text);
        assertThat(lab.filter(
                                "Thread.currentThread().interrupt(); message.content().readAllBytes(); return Answer.accept();")
                        .examine(message))
                .isEqualTo(new Verdict.Accept());
        assertThat(PluginLab.read(message.message().text())).isEqualTo(text);
    }

    @Test
    void anExceptionInAThreadOfItsOwnGoesToTheLog() throws Exception {
        assertThat(lab.ask(lab.filter("""
                Thread own = new Thread(() -> { throw new IllegalStateException("own"); });
                own.start();
                own.join();
                return Answer.accept();
                """))).isEqualTo(new Verdict.Accept());
        PluginLab.await(() -> !lab.notices().isEmpty());
        assertThat(lab.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.notice()).isEqualTo(Notice.THREAD_DIED);
            assertThat(notice.detail()).startsWith("java.lang.IllegalStateException: own < ");
        });
    }

    private static Verdict.Accept accept(String remark) {
        return new Verdict.Accept(new Remarks(remark, Optional.empty()));
    }
}
