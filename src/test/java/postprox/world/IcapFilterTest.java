package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.icap.IcapProbe;
import postprox.filter.icap.Method;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The filter kind icap with Debian's c-icap, its echo service and its virus_scan over clamd. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class IcapFilterTest {
    private static final Reply VIRUS = Reply.of(554, "5.7.1 Message contains a virus (" + Clamd.NAME + ")");
    private static final String INFECTED = "Subject: x\n\n" + Clamd.EICAR + "\n";
    private static final String CLEAN = "Subject: x\n\nclean\n";

    private IcapBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new IcapBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void cIcapsOwnClientAndWeRefuseTheSameMessages() throws IOException {
        CIcap cIcap = bench.cIcap();
        Map<String, String> messages = new LinkedHashMap<>(ClamdMessages.all());
        // c-icap finds no virus in nothing, and says so in another way.
        messages.remove("empty");
        messages.put("virus in 3 MB", infected(3));
        Map<String, String> theirs = new LinkedHashMap<>();
        Map<String, String> ours = new LinkedHashMap<>();
        for (String service : List.of(CIcap.RECOMMENDED, CIcap.AS_PACKAGED, "echo")) {
            List<Filter> filters = filters(cIcap, service);
            for (Map.Entry<String, String> message : messages.entrySet()) {
                String name = service + ": " + message.getKey();
                theirs.put(name, client(cIcap, service, message.getValue()));
                for (Filter filter : filters) {
                    ours.merge(
                            name,
                            word(bench.ask(filter, message.getValue())),
                            (one, other) -> one.equals(other) ? one : one + " and " + other);
                }
            }
            // An idle connection holds a thread of c-icap.
            filters.forEach(Filter::close);
        }

        assertThat(ours).isEqualTo(theirs);
        assertThat(ours.get(CIcap.RECOMMENDED + ": virus in 3 MB")).isEqualTo("Reject");
        assertThat(ours.get(CIcap.AS_PACKAGED + ": virus in 3 MB")).isEqualTo("Doubtful");
    }

    /** A filter for each way in which a service may get messages. */
    private List<Filter> filters(CIcap cIcap, String service) {
        List<Filter> filters = new ArrayList<>();
        for (boolean previews : new boolean[] {false, true}) {
            for (Method method : List.of(Method.RESPMOD, Method.REQMOD)) {
                filters.add(bench.filter(List.of(cIcap.place()), service, method, previews));
            }
        }
        return filters;
    }

    /** What c-icap's own client makes of a message, in our words. */
    private String client(CIcap cIcap, String service, String text) throws IOException {
        Path message = bench.workspace.path("message");
        Path returned = bench.workspace.path("returned");
        Files.write(message, text.getBytes(StandardCharsets.ISO_8859_1));
        Files.deleteIfExists(returned);
        String[] place = cIcap.place().toString().split(":", 2);
        String said = Tools.run(
                CIcap.CLIENT,
                "-i",
                place[0],
                "-p",
                place[1],
                "-s",
                service,
                "-f",
                message.toString(),
                "-resp",
                "http://127.0.0.1/message.eml",
                "-nopreview",
                "-v",
                "-o",
                returned.toString());
        if (said.contains("X-Infection-Found")) {
            return "Reject";
        }
        return said.contains("No modification needed") || Files.mismatch(message, returned) < 0 ? "Accept" : "Doubtful";
    }

    @Test
    void aVirusIsRefusedByItsNameAndAllElsePasses() throws IOException {
        CIcap cIcap = bench.cIcap();
        Filter filter = bench.filter(cIcap, CIcap.RECOMMENDED);

        assertThat(bench.ask(filter, INFECTED)).isInstanceOfSatisfying(Verdict.Reject.class, reject -> {
            assertThat(reject.reply()).isEqualTo(VIRUS);
            assertThat(reject.said())
                    .startsWith("X-Infection-Found: Type=0; Resolution=2; Threat=" + Clamd.NAME + ";; " + cIcap.place()
                            + " ISTag CI0001-");
        });
        assertThat(bench.ask(filter, CLEAN)).isInstanceOf(Verdict.Accept.class);
        assertThat(bench.ask(filter, "")).isInstanceOf(Verdict.Accept.class);
    }

    /** With the settings of the package c-icap sends the beginning back, finds the virus, and ends the reply in good order. */
    @Test
    void aVirusThatIsFoundAfterTheBeginningWasReturnedDoesNotPass() throws IOException {
        CIcap cIcap = bench.cIcap();
        String message = infected(3);

        assertThat(bench.ask(bench.filter(cIcap, CIcap.AS_PACKAGED), message))
                .isInstanceOfSatisfying(
                        NoVerdict.Doubtful.class,
                        doubtful -> assertThat(doubtful.reason())
                                .matches(".*: it returned 15\\d{4} bytes of a message of " + message.length()
                                        + ", and not as many as it said, as c-icap does when it finds a virus late"));
        assertThat(bench.ask(bench.filter(cIcap, CIcap.RECOMMENDED), message))
                .isInstanceOfSatisfying(
                        Verdict.Reject.class,
                        reject -> assertThat(reject.reply()).isEqualTo(VIRUS));
    }

    /** The page for administrators warns of the first: such a message comes back whole, and nothing tells that nobody looked at it. */
    @Test
    void aVirusInSixMegabytesIsFoundByTheRecommendedServiceAlone() throws IOException {
        CIcap cIcap = bench.cIcap();

        assertThat(bench.ask(bench.filter(cIcap, CIcap.AS_PACKAGED), infected(6)))
                .isInstanceOf(Verdict.Accept.class);
        assertThat(bench.ask(bench.filter(cIcap, CIcap.RECOMMENDED), infected(6)))
                .isInstanceOf(Verdict.Reject.class);
    }

    /** It sends everything back, although 204 is allowed, and takes no more while nobody reads. */
    @Test
    void anEchoOfThirtyMegabytesIsTheMessage() throws IOException {
        Filter filter = bench.filter(bench.cIcap(), "echo");

        assertThat(bench.ask(filter, infected(30)))
                .isInstanceOfSatisfying(
                        Verdict.Accept.class,
                        accept -> assertThat(accept.remarks().said()).startsWith("returned the message; "));
    }

    @Test
    void aServiceThatDoesNotExistIsAFailure() throws IOException {
        CIcap cIcap = bench.cIcap();
        for (String message : List.of(CLEAN, infected(3))) {
            assertThat(bench.ask(bench.filter(cIcap, "nosuch"), message))
                    .isEqualTo(new NoVerdict.Failed(cIcap.place() + ": it answered 'ICAP/1.0 404 Service not found'"));
        }
    }

    @Test
    void withoutClamdNothingPasses() throws IOException {
        CIcap cIcap = bench.cIcap();
        bench.clamd.kill();
        Filter filter = bench.filter(cIcap, CIcap.RECOMMENDED);
        for (int i = 0; i < 7; i++) {
            assertThat(bench.ask(filter, "Message-ID: <" + i + "@example.org>\n\n"))
                    .isEqualTo(new NoVerdict.Failed(cIcap.place() + ": it answered 'ICAP/1.0 500 Server error'"));
        }
        bench.clamd.startAgain();
        bench.clamd.await();

        assertThat(bench.ask(filter, INFECTED)).isInstanceOf(Verdict.Reject.class);
        assertThat(bench.ask(filter, CLEAN)).isInstanceOf(Verdict.Accept.class);
    }

    /** Started before clamd, virus_scan calls all messages clean, viruses too, until it is started anew. */
    @Test
    void aCIcapThatWasStartedBeforeClamdIsNotBelieved() throws IOException {
        bench.clamd.kill();
        CIcap cIcap = bench.cIcap();
        bench.clamd.startAgain();
        bench.clamd.await();
        assertThat(client(cIcap, CIcap.RECOMMENDED, INFECTED)).isEqualTo("Accept");

        assertThat(bench.ask(bench.filter(cIcap, CIcap.RECOMMENDED), INFECTED))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("its virus_scan has no scanner and calls all messages clean"));
    }

    /** c-icap closes a connection behind the last request that it takes there. */
    @Test
    void anEndOfKeepAliveIsNoFailure() throws IOException {
        Filter filter = bench.filter(bench.cIcap("MaxKeepAliveRequests 3"), CIcap.RECOMMENDED);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.ask(filter, i % 2 == 0 ? CLEAN : INFECTED))
                    .isInstanceOf(i % 2 == 0 ? Verdict.Accept.class : Verdict.Reject.class);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(bench.ask(filter, CLEAN)).isInstanceOf(Verdict.Accept.class);
        }
        assertThat(bench.events).isEmpty();
    }

    @Test
    void aProbeTellsTheServiceOrWhyThereIsNone() throws IOException {
        CIcap cIcap = bench.cIcap();

        assertThat(probe(cIcap, CIcap.RECOMMENDED))
                .matches("C-ICAP/\\S+ server - Antivirus service; RESPMOD, REQMOD; ISTag CI0001-\\S+");
        assertThatThrownBy(() -> probe(cIcap, "nosuch")).hasMessage("it answered 'ICAP/1.0 404 Service not found'");
        cIcap.kill();
        assertThatThrownBy(() -> probe(cIcap, "echo")).hasMessage("Connection refused");
    }

    private String probe(CIcap cIcap, String service) throws IOException {
        return IcapProbe.service(cIcap.place(), service, bench.dialer, Deadline.after(Ticker.SYSTEM, IcapBench.LONG));
    }

    /** A virus behind so many megabytes. */
    private static String infected(int megabytes) {
        return "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(megabytes * 38_000) + Clamd.EICAR + "\n";
    }

    private static String word(Answer answer) {
        return answer.getClass().getSimpleName();
    }
}
