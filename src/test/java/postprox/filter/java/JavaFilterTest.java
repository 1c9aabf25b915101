package postprox.filter.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;

/** What a class in a jar sees of a message, and what its answers do. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class JavaFilterTest {
    @AutoClose
    private final PluginLab lab;

    JavaFilterTest(@TempDir Path directory) throws IOException {
        lab = new PluginLab(directory);
    }

    private Answer answer(String body) throws Exception {
        return lab.ask(lab.filter(body));
    }

    private static Verdict.Accept accept(String remark) {
        return new Verdict.Accept(new Remarks(remark, Optional.empty()));
    }

    @Test
    void itSeesContentAndHeaderAsOftenAsItWants() throws Exception {
        assertThat(answer("""
                String all = new String(message.content().readAllBytes(), StandardCharsets.ISO_8859_1);
                InputStream again = message.content();
                StringBuilder one = new StringBuilder();
                for (int c = again.read(); c >= 0; c = again.read()) { one.append((char) c); }
                return Answer.accept(all.equals(one.toString()) + " " + message.size() + " " + all.replace('\\n', '|')
                        + message.header().get(0).is("subject") + message.header().toString().replace('\\n', '|'));
                """))
                .isEqualTo(accept(
                        "true 35 Subject: one| two|X-Other: 3||body|true[HeaderField[name=Subject, value=one| two],"
                                + " HeaderField[name=X-Other, value=3]]"));
    }

    @Test
    void itSeesEnvelopeAndClientOneCharacterAByteAndItsOptions() throws Exception {
        assertThat(lab.ask(lab.filter(
                        "Configuration configuration; public void start(Configuration given) { configuration = given; }",
                        """
                Client client = message.client();
                return Answer.accept(message.envelope().session() + " " + message.envelope().sender() + " "
                        + message.envelope().recipients() + " " + client.address() + " " + client.name() + " " + client.port() + " "
                        + client.helo() + " " + client.protocol() + " " + configuration.name() + configuration.options()
                        + (message.timeLeft().toSeconds() > 10));
                """)))
                .isEqualTo(accept("0123 a@example.org [b@example.com, c\u00e9@example.com] 192.0.2.7 host.example.net  "
                        + "client.example.net ESMTP spam{level=7}true"));
    }

    @Test
    void itGetsAFileIfItAsksForOne() throws Exception {
        assertThat(answer("return Answer.accept(Files.readString(message.file()).replace('\\n', '|'));"))
                .isEqualTo(accept("Subject: one| two|X-Other: 3||body|"));
    }

    @Test
    void eachAnswerIsOneOfTheProxys() throws Exception {
        assertThat(answer("return Answer.reject(550, \"5.7.1\", \"no sp\u00e4m\");"))
                .isEqualTo(new Verdict.Reject(Reply.of(550, "5.7.1 no sp?m")));
        assertThat(answer("return Answer.quarantine(\"vi\\nrus\");")).isEqualTo(new Verdict.Quarantine("vi?rus"));
        assertThat(answer("return Answer.discard(\"old\");")).isEqualTo(new Verdict.Discard("old"));
        assertThat(answer("return Answer.failed(\"no rules\");")).isEqualTo(new NoVerdict.Failed("no rules"));
    }

    @Test
    void editsOfTheHeaderCopyNoBody() throws Exception {
        Examination message = lab.message(PluginLab.TEXT + "x".repeat(200_000));
        long files = count();
        assertThat(lab.filter("""
                return Answer.edit(HeaderEdit.addAtTop("X-Top", "1"), HeaderEdit.replace("Subject", "[x] one"),
                        HeaderEdit.deleteAll("X-Other"), HeaderEdit.add("X-End", "2"));
                """).examine(message))
                .isEqualTo(new Verdict.Edit(
                        List.of(
                                new HeaderEdit.Insert(0, HeaderField.of("X-Top", "1")),
                                new HeaderEdit.Replace(1, HeaderField.of("Subject", "[x] one")),
                                new HeaderEdit.Delete("X-Other", 0),
                                new HeaderEdit.Add(HeaderField.of("X-End", "2"))),
                        Optional.empty(),
                        Remarks.NONE));
        assertThat(count()).isEqualTo(files);
    }

    private long count() throws IOException {
        try (var all = Files.walk(lab.spool())) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void newContentTakesThePlaceOfTheMessage() throws Exception {
        Answer answer = answer("""
                return Answer.replace(out -> {
                    out.write("Subject: new\\n\\n".getBytes());
                    message.content().transferTo(out);
                    out.close();
                });
                """);
        assertThat(answer).isInstanceOf(Verdict.Edit.class);
        if (answer instanceof Verdict.Edit edit) {
            assertThat(PluginLab.read(edit.content().orElseThrow())).isEqualTo("Subject: new\n\n" + PluginLab.TEXT);
        }
    }

    @Test
    void largeNewContentGoesToDiskAndComesBackWhole() throws Exception {
        String text = "Subject: large\n\n" + "0123456789abcde\n".repeat(100_000);
        Answer answer = lab.filter("return Answer.replace(out -> message.content().transferTo(out));")
                .examine(lab.message(text));
        if (!(answer instanceof Verdict.Edit edit)) {
            throw new AssertionError(answer);
        }
        assertThat(PluginLab.read(edit.content().orElseThrow())).isEqualTo(text);
    }

    @Test
    void aLibraryBesideTheJarIsThePluginsOwn() throws Exception {
        Path libraries = Files.createDirectories(lab.plugins().resolve("plug"));
        postprox.testkit.PluginJars.ofSources(
                libraries.resolve("words.jar"),
                List.of(),
                List.of("package words; public class Words { public static String hello() { return \"hello\"; } }"));
        assertThat(answer("""
                Class<?> words = Thread.currentThread().getContextClassLoader().loadClass("words.Words");
                return Answer.accept((String) words.getMethod("hello").invoke(null));
                """)).isEqualTo(accept("hello"));
    }

    @Test
    void itSeesNeitherThisProgramNorAnotherJar() throws Exception {
        postprox.testkit.PluginJars.make(lab.plugins().resolve("other.jar"), "Other", "return Answer.accept();");
        assertThat(answer("""
                StringBuilder seen = new StringBuilder();
                for (String name : List.of("postprox.Main", "postprox.filter.Filter", "tools.jackson.core.JsonParser", "plug.Other",
                        "postprox.filter.api.Message", "java.net.http.HttpClient", "java.sql.Connection")) {
                    try {
                        Class.forName(name);
                        seen.append(name).append(' ');
                    } catch (ClassNotFoundException e) {
                    }
                }
                return Answer.accept(seen.toString() + (getClass().getResource("/postprox/help.txt") == null));
                """))
                .isEqualTo(accept("postprox.filter.api.Message java.net.http.HttpClient java.sql.Connection true"));
    }

    @Test
    void aFilterIsClosedOnceWhenNobodyUsesItAndAMessageStillInHandGetsItsAnswer() throws Exception {
        String members = """
                static int made;
                static int closed;
                public Plug() { made++; }
                @Override public void close() { closed++; }
                """;
        JavaFilter filter = lab.filter(members, "return Answer.accept(made + \" \" + closed);");
        assertThat(lab.ask(filter)).isEqualTo(accept("1 0"));
        filter.close();
        filter.close();
        assertThat(lab.ask(filter)).as("an object of its own").isEqualTo(accept("2 1"));
        assertThat(lab.ask(filter)).isEqualTo(accept("3 2"));
    }

    @Test
    void aReloadMakesItAnewWhenItsJarHasChanged() throws Exception {
        JavaFilter filter = lab.filter("return Answer.accept();");
        assertThat(filter.isStale()).isFalse();
        postprox.testkit.PluginJars.make(lab.plugins().resolve("plug.jar"), "Plug", "return Answer.accept(\"other\");");
        assertThat(filter.isStale()).isTrue();
        assertThat(lab.ask(lab.load(lab.order("plug.Plug")))).isEqualTo(accept("other"));
    }
}
