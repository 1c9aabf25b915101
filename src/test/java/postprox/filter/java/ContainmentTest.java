package postprox.filter.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.spool.MessageModifiedException;
import postprox.testkit.PluginJars;

/** What a class in a jar does wrong stays within the filter. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ContainmentTest {
    @AutoClose
    private final PluginLab lab;

    ContainmentTest(@TempDir Path directory) throws IOException {
        lab = new PluginLab(directory);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throw new IllegalStateException("odd\\nsecond line");                  | it threw java.lang.IllegalStateException: odd
            throw new Exception();                                                 | it threw java.lang.Exception
            throw new Exception() { public String getMessage() { throw new Error(); } }; | it threw plug.Plug$1
            return examine(message);                                               | it threw java.lang.StackOverflowError
            throw new AssertionError("no");                                        | it threw java.lang.AssertionError: no
            throw new NoClassDefFoundError("x/Y");                                 | it threw java.lang.NoClassDefFoundError: x/Y
            return null;                                                           | it answered null
            return Answer.reject(250, "2.0.0", "fine");                            | a refusal has a code from 400 to 599, and not 250
            return Answer.reject(354, "5.0.0", "go on");                           | a refusal has a code from 400 to 599, and not 354
            return Answer.reject(550, "4.7.1", "no");                              | a refusal with 550 has an enhanced code such as 5.7.1, and not '4.7.1'
            return Answer.reject(550, "5.7.1\\r\\n250 ok", "no");                  | a refusal with 550 has an enhanced code such as 5.7.1, and not '5.7.1??250 ok'
            return Answer.reject(550, "5.7.1", "no\\r\\n250 2.0.0 ok");            | the text of a refusal has a control character: 'no??250 2.0.0 ok'
            return Answer.edit(HeaderEdit.add("A b", "c"));                        | an edit that cannot be made: this is no name of a header field: 'A b'
            return Answer.edit(HeaderEdit.add("A", "b\\nC: d"));                   | an edit that cannot be made:
            return Answer.edit(HeaderEdit.add("A", "b\\n\\nbody"));                | an edit that cannot be made:
            return Answer.edit(HeaderEdit.add("A", "b\\rc"));                      | an edit that cannot be made: a line of A has a control character
            return Answer.edit(HeaderEdit.add("A", "\\u20ac"));                    | an edit that cannot be made: the value of A has a character beyond a byte
            return Answer.edit(new HeaderEdit.Delete("A", -1));                    | an edit that cannot be made: a place in the header is too small: -1
            return Answer.edit((HeaderEdit) null);                                 | it threw java.lang.NullPointerException
            return Answer.replace(out -> { });                                     | it threw java.io.IOException: the new content is empty
            return Answer.replace(out -> { throw new Exception("half"); });        | it threw java.lang.Exception: half
            """)
    void aMistakeIsAFailureOfTheFilter(String body, String reason) throws Exception {
        JavaFilter filter = lab.filter(body);
        assertThat(lab.ask(filter))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).startsWith(reason));
        assertThat(lab.ask(filter)).isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void theCallsOfAnExceptionAreLoggedOnceAndWithinBounds() throws Exception {
        JavaFilter filter = lab.filter("return examine(message);");
        for (int i = 0; i < 5; i++) {
            assertThat(lab.ask(filter)).isInstanceOf(NoVerdict.Failed.class);
        }
        assertThat(lab.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.notice()).isEqualTo(Notice.THREW);
            assertThat(notice.detail())
                    .startsWith("java.lang.StackOverflowError < ")
                    .contains("plug.Plug.examine(")
                    .hasSizeLessThan(3_000);
        });
    }

    /** A client could bring it about by many messages. */
    @Test
    void aMessageNeverPassesForWantOfMemory() throws Exception {
        assertThat(lab.ask(lab.filter("throw new OutOfMemoryError(\"Java heap space\");")))
                .isEqualTo(new NoVerdict.Postponed("no memory: java.lang.OutOfMemoryError: Java heap space"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.concurrent.CompletionException",
                "java.util.concurrent.ExecutionException",
                "IllegalStateException"
            })
    void wantOfMemoryIsFoundAmongTheCauses(String outer) throws Exception {
        String body = "throw new " + outer
                + "(new java.util.concurrent.ExecutionException(new OutOfMemoryError(\"Java heap space\")));";
        assertThat(lab.ask(lab.filter(body))).isInstanceOf(NoVerdict.Postponed.class);
    }

    static List<String> largeHeaders() {
        return List.of("X: " + "x".repeat(300_000) + "\n\nbody\n", "X: y\n".repeat(20_000) + "\nbody\n");
    }

    /** A sender must not get past a filter by a header that cannot be read. */
    @ParameterizedTest
    @MethodSource("largeHeaders")
    void aHeaderThatIsTooLargeIsNoFailureOfTheFilter(String text) throws Exception {
        String reason = "it could not read the message's header, which has more than 262144 bytes or 10000 fields: ";
        assertThat(lab.filter("message.header(); return Answer.accept();").examine(lab.message(text)))
                .isInstanceOfSatisfying(
                        NoVerdict.Doubtful.class,
                        doubtful -> assertThat(doubtful.reason()).startsWith(reason + "it threw "));
        assertThat(lab.filter("try { message.header(); } catch (IOException e) { } return null;")
                        .examine(lab.message(text)))
                .isEqualTo(new NoVerdict.Doubtful(reason + "it answered null"));
        assertThat(lab.filter("try { message.header(); } catch (IOException e) { } return Answer.accept();")
                        .examine(lab.message(text)))
                .as("a filter may do without the header")
                .isEqualTo(new Verdict.Accept());
    }

    @Test
    void aStreamThatWasKeptReadsNoOtherMessage() throws Exception {
        JavaFilter filter = lab.filter("static List<Object> kept = new ArrayList<>();", """
                if (kept.isEmpty()) {
                    InputStream begun = message.content();
                    begun.read();
                    kept.add(begun);
                    kept.add(message);
                    return Answer.accept("kept");
                }
                Message old = (Message) kept.get(1);
                StringBuilder seen = new StringBuilder();
                try { ((InputStream) kept.get(0)).read(); seen.append("read "); } catch (IOException e) { seen.append(e.getMessage()); }
                try { old.content(); seen.append("content "); } catch (IOException e) { seen.append(" 2"); }
                try { old.header(); seen.append("header "); } catch (IOException e) { seen.append(" 3"); }
                try { old.file(); seen.append("file "); } catch (IOException e) { seen.append(" 4"); }
                return Answer.accept(seen.toString());
                """);
        assertThat(lab.ask(filter)).isEqualTo(accept("kept"));
        assertThat(lab.ask(filter))
                .isEqualTo(accept("the message is closed: the filter has answered, or its time is over 2 3 4"));
    }

    private static Verdict.Accept accept(String remark) {
        return new Verdict.Accept(new Remarks(remark, Optional.empty()));
    }

    @Test
    void aFileThatTheFilterChangedIsNoticed() throws Exception {
        Examination changed = lab.message();
        JavaFilter filter =
                lab.filter("Files.writeString(message.file(), \"Subject: forged\\n\\n\"); return Answer.accept();");
        assertThat(filter.examine(changed)).isEqualTo(new Verdict.Accept());
        assertThatThrownBy(() -> PluginLab.read(changed.message().text())).isInstanceOf(MessageModifiedException.class);
    }

    @Test
    void aFilterThatRemovedItsFileIsNotBelievedUnlessItRefuses() throws Exception {
        assertThat(lab.ask(lab.filter("Files.delete(message.file()); return Answer.accept();")))
                .isInstanceOf(NoVerdict.Unfounded.class);
        assertThat(lab.ask(lab.filter("Files.delete(message.file()); return Answer.reject(550, \"5.7.1\", \"no\");")))
                .isInstanceOf(Verdict.Reject.class);
    }

    /** What a filter may do when it hears that its new content is too large. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "return;",
                "throw e;",
                "throw new IllegalStateException(e);",
                "throw new java.io.IOError(e);",
                "throw new StackOverflowError();",
                // Until its time is over.
                "continue;"
            })
    void endlessNewContentNeverHasAMessagePassAsItCame(String whenTooLarge) throws Exception {
        JavaFilter filter = lab.filter("""
                return Answer.replace(out -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        try {
                            out.write(new byte[10000]);
                        } catch (IOException e) {
                            %s
                        }
                    }
                });
                """.formatted(whenTooLarge));
        Examination message = lab.message(1_000_000).within(Duration.ofSeconds(2));
        assertThat(filter.examine(message))
                .isEqualTo(new NoVerdict.Doubtful(
                        "what the filter wrote is larger than --message-size allows (1000000 bytes)"));
    }

    @Test
    void aFilterThatCannotBeClosedIsLogged() throws Exception {
        JavaFilter filter = lab.filter(
                "public void close() { throw new IllegalStateException(\"stuck\"); }", "return Answer.accept();");
        filter.close();
        assertThat(lab.notices()).extracting(JavaFilterNotice::notice).containsExactly(Notice.CANNOT_CLOSE);
    }

    /** As many reloads as there may be in a process's life: the classes of old versions go. */
    @Test
    void aHundredReloadsLeaveNoClassesBehind() throws Exception {
        ConcurrentLinkedQueue<Reference<ClassLoader>> loaders = new ConcurrentLinkedQueue<>();
        System.getProperties().put("postprox.test.loaders", loaders);
        try {
            PluginJars.make(
                    lab.plugins().resolve("plug.jar"), "Plug", """
                    public Plug() {
                        @SuppressWarnings("unchecked")
                        Collection<Object> all = (Collection<Object>) System.getProperties().get("postprox.test.loaders");
                        all.add(new java.lang.ref.WeakReference<>(getClass().getClassLoader()));
                    }
                    private final ThreadLocal<Object> local = ThreadLocal.withInitial(Plug::new);
                    """, "return Answer.accept(local.get() + \"\");");
            for (int i = 0; i < 100; i++) {
                JavaFilter filter = JavaFilter.load(lab.order("plug.Plug"), _ -> {});
                assertThat(lab.ask(filter)).isInstanceOf(Verdict.Accept.class);
                filter.close();
            }
            assertThat(loaders).hasSize(200);
            PluginLab.await(() -> {
                System.gc();
                return loaders.stream().filter(loader -> loader.get() != null).count() <= 4;
            });
        } finally {
            System.getProperties().remove("postprox.test.loaders");
        }
    }
}
