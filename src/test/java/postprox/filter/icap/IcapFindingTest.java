package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.http.Head;
import postprox.filter.virus.OnFinding;

/** The fields by which services say what they found, in the head of ICAP or of the page that they return. */
class IcapFindingTest {
    @TempDir
    private Path directory;

    private IcapLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new IcapLab(directory);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Infection-Found: Type=0; Resolution=2; Threat=Eicar-Test; | Eicar-Test",
                "x-infection-found: type=0;resolution=1;threat=A name with blanks | A name with blanks",
                "X-Infection-Found: Type=7; Threat=Unknown; | Unknown",
                "X-Infection-Found: yes | yes",
                "X-Infection-Found: | no name",
                "X-Virus-ID: EICAR-AV-Test | EICAR-AV-Test",
                "X-Virus-Name: \"EICAR test file\" | EICAR test file",
                "X-FSecure-Infection-Name: \"Malware.X\" | Malware.X",
                "X-FSecure-Scan-Result: infected | infected",
                "X-Response-Info: Blocked | Blocked",
                "X-Blocked: true | true",
                "X-Block-Reason: Malware | Malware",
                "X-Violations-Found: 1 | 1",
                "X-Virus-ID: 8bit\u00e9 | 8bit?",
            })
    void aFindingIsARefusalWithItsName(String field, String name) {
        for (String reply : new String[] {
            "ICAP/1.0 200 OK\r\n" + field + "\r\nEncapsulated: null-body=0\r\n\r\n",
            "ICAP/1.0 204 Unmodified\r\n" + field + "\r\n\r\n",
            "ICAP/1.0 403 Forbidden\r\n" + field + "\r\n\r\n",
            "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=9\r\n\r\nHTTP/1.1 200 OK\r\n" + field
                    + "\r\n\r\n4\r\npage\r\n0\r\n\r\n"
        }) {
            assertThat(refusal(ask(reply))).isEqualTo("554 5.7.1 Infected: " + name);
        }
    }

    /** As c-icap's virus_scan writes it: the names stand in lines of their own, which count as one. */
    @Test
    void aListOfViolationsOverSeveralLinesIsOneField() {
        String violations = "X-Violations-Found: 1\r\n\t-\r\n\tEicar\r\n\t0\r\n\t0\r\n";

        assertThat(refusal(ask("ICAP/1.0 200 OK\r\n" + violations + "Encapsulated: null-body=0\r\n\r\n")))
                .isEqualTo("554 5.7.1 Infected: 1 - Eicar 0 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Virus-ID: no threats",
                "X-Virus-ID: No Threats",
                "X-Virus-Name:",
                "X-FSecure-Scan-Result: clean",
                "X-Response-Info: Allowed",
                "X-Response-Info: Options",
                "X-Blocked: false",
                "X-Violations-Found: 0",
                "X-Something: Eicar"
            })
    void wordsOfCleanMailAreNoFinding(String field) {
        assertThat(ask("ICAP/1.0 204 Unmodified\r\n" + field + "\r\n\r\n")).isInstanceOf(Verdict.Accept.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad Request", "403 Forbidden", "404 Not Found", "451 x", "500 x"})
    void aPageWithAnErrorIsARefusal(String status) {
        assertThat(refusal(page(status, OnRedirect.FAIL))).isEqualTo("554 5.7.1 Infected: HTTP/1.1 " + status);
    }

    @Test
    void aRedirectionIsARefusalOnlyIfTheAdministratorSaysSo() {
        assertThat(refusal(page("302 Found", OnRedirect.REJECT))).isEqualTo("554 5.7.1 Infected: HTTP/1.1 302 Found");
        assertThat(page("302 Found", OnRedirect.FAIL))
                .isEqualTo(lab.doubtful("it redirects to another page: HTTP/1.1 302 Found"));
    }

    private Answer page(String status, OnRedirect onRedirect) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=9\r\n\r\nHTTP/1.1 " + status
                    + "\r\n\r\n4\r\npage\r\n0\r\n\r\n");
        });
        return lab.ask(
                lab.filter(IcapLab.rules(
                        Method.AUTO, false, true, IcapLab.meaning(OnFinding.REJECT, OnFinding.REJECT, onRedirect))),
                IcapLab.SMALL);
    }

    /** Type 1 is a policy and type 2 what could not be looked at. Neither is a virus, so that the administrator decides. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Infection-Found: Type=2; Resolution=2; Threat=Encrypted container; | REJECT | PASS | true",
                "X-Infection-Found: Type=2; Resolution=2; Threat=Encrypted container; | PASS | REJECT | false",
                "X-Infection-Found: Type=1; Resolution=2; Threat=Too large; | REJECT | PASS | false",
                "X-Infection-Found: Type=1; Resolution=2; Threat=Too large; | PASS | REJECT | true",
                "X-Infection-Found: Type=0; Resolution=2; Threat=Heuristics.Encrypted.Zip; | PASS | REJECT | false",
                "X-Infection-Found: Type=0; Resolution=2; Threat=Heuristics.Limits.Exceeded; | REJECT | PASS | false",
                "X-Infection-Found: Type=0; Resolution=2; Threat=Eicar; | PASS | PASS | true",
                "X-Virus-ID: Heuristics.Encrypted.Zip | PASS | REJECT | false",
            })
    void whatIsNoVirusPassesOnlyIfTheAdministratorSaysSo(
            String field, OnFinding onEncrypted, OnFinding onLimits, boolean isRefused) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\n" + field + "\r\nEncapsulated: res-hdr=0, res-body=9\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\n\r\n4\r\npage\r\n0\r\n\r\n");
        });
        Answer answer = lab.ask(
                lab.filter(IcapLab.rules(
                        Method.AUTO, false, false, IcapLab.meaning(onEncrypted, onLimits, OnRedirect.FAIL))),
                IcapLab.SMALL);

        assertThat(answer).isInstanceOf(isRefused ? Verdict.Reject.class : Verdict.Accept.class);
    }

    /** The service has blocked the message itself: it says that there is none, or another page in its place. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ICAP/1.0 200 OK\r\nFOUND\r\nEncapsulated: res-hdr=0, res-body=9\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n4\r\npage\r\n0\r\n\r\n",
                "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, null-body=9\r\n\r\nHTTP/1.1 500 x\r\nFOUND\r\n\r\n",
                "ICAP/1.0 200 OK\r\nFOUND\r\nEncapsulated: res-hdr=0, null-body=9\r\n\r\nHTTP/1.1 302 Found\r\n\r\n",
                "ICAP/1.0 403 Forbidden\r\nFOUND\r\n\r\n",
            })
    void whatTheServiceHasBlockedNeverPasses(String reply) {
        for (String type : new String[] {"1", "2"}) {
            String found = "X-Infection-Found: Type=" + type + "; Resolution=2; Threat=Sealed;";
            lab.service.behave(conversation -> {
                conversation.awaitRequest();
                conversation.say(reply.replace("FOUND", found));
            });

            assertThat(refusal(lab.ask(
                            lab.filter(IcapLab.rules(
                                    Method.AUTO,
                                    false,
                                    false,
                                    IcapLab.meaning(OnFinding.PASS, OnFinding.PASS, OnRedirect.FAIL))),
                            IcapLab.SMALL)))
                    .isEqualTo("554 5.7.1 Infected: Sealed");
        }
    }

    /** Where a request was to be returned, a response is the service's own page, whatever its status. */
    @ParameterizedTest
    @CsvSource({
        "1, 'res-hdr=0, res-body=9', HTTP/1.1 200 OK, true",
        "2, 'res-hdr=0, res-body=9', HTTP/1.1 200 OK, true",
        "1, 'req-hdr=0, req-body=9', POST http://127.0.0.1/message.eml HTTP/1.1, false",
        "2, 'req-hdr=0, req-body=9', POST http://127.0.0.1/message.eml HTTP/1.1, false",
    })
    void aPageInPlaceOfARequestNeverPasses(int type, String parts, String line, boolean isRefused) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\nX-Infection-Found: Type=" + type + "; Threat=Sealed;\r\nEncapsulated: "
                    + parts + "\r\n\r\n" + line + "\r\n\r\n4\r\npage\r\n0\r\n\r\n");
        });
        Answer answer = lab.ask(
                lab.filter(IcapLab.rules(
                        Method.REQMOD, false, false, IcapLab.meaning(OnFinding.PASS, OnFinding.PASS, OnRedirect.FAIL))),
                IcapLab.SMALL);

        assertThat(answer).isInstanceOf(isRefused ? Verdict.Reject.class : Verdict.Accept.class);
    }

    @Test
    void aVirusBesidesWhatCouldNotBeLookedAtIsAVirus() {
        String both = "X-Infection-Found: Type=2; Threat=Encrypted;\r\nX-Infection-Found: Type=0; Threat=Eicar;\r\n";

        assertThat(refusal(ask("ICAP/1.0 200 OK\r\n" + both + "Encapsulated: null-body=0\r\n\r\n")))
                .isEqualTo("554 5.7.1 Infected: Eicar");
    }

    /** Encrypted mail may pass here, and what is against a policy may not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Infection-Found: Type=2; Threat=E; | X-Infection-Found: Type=1; Threat=L; | true",
                "X-Infection-Found: Type=2; Threat=E; | X-Violations-Found: 1 - Eicar 0 0 | true",
                "X-Infection-Found: Type=2; Threat=E; | X-Violations-Found: 1 Heuristics.Encrypted.Zip Eicar 0 0 | true",
                "X-Infection-Found: Type=2; Threat=E; | X-Violations-Found: 2 - Eicar 0 0 - Heuristics.Encrypted.Zip 0 0 | true",
                "X-Infection-Found: Type=2; Threat=E; | X-Blocked: yes | true",
                "X-Virus-ID: Heuristics.Encrypted.Zip, Eicar | X-Other: x | true",
                "X-Infection-Found: Type=0; Threat=Heuristics.Encrypted.Zip Eicar; | X-Other: x | true",
                "X-Infection-Found: Type=0; Threat=Heuristics.Encrypted.Zip; | X-Violations-Found: 1 - Heuristics.Encrypted.Zip 0 0 | false",
            })
    void aMessagePassesOnlyIfEachFindingLetsItPass(String first, String second, boolean isRefused) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\n" + first + "\r\n" + second + "\r\nEncapsulated: null-body=0\r\n\r\n");
        });
        Answer answer = lab.ask(
                lab.filter(IcapLab.rules(
                        Method.AUTO, false, false, IcapLab.meaning(OnFinding.PASS, OnFinding.REJECT, OnRedirect.FAIL))),
                IcapLab.SMALL);

        assertThat(answer).isInstanceOf(isRefused ? Verdict.Reject.class : Verdict.Accept.class);
    }

    /** A service may copy the names of attachments, which a sender chooses. */
    @ParameterizedTest
    @ValueSource(ints = {9_000, 100_000, 200_000})
    void aLongNameDoesNotHideAFinding(int length) {
        String name = "X-Violations-Found: 1\r\n\t" + "x".repeat(length) + "\r\n\tEicar\r\n\t0\r\n\t0\r\n";
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\n" + name + "Encapsulated: res-hdr=0, null-body=9\r\n\r\n"
                    + "HTTP/1.1 403 Forbidden\r\nX-Name: " + "x".repeat(length) + "\r\n\r\n");
        });

        assertThat(lab.ask(IcapLab.SMALL)).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void theLogHasTheFieldTheServerAndItsSignatures() {
        assertThat(ask("ICAP/1.0 204 Unmodified\r\nISTag: \"CI-1\"\r\nX-Virus-ID: Eicar\u001b\r\n\r\n"))
                .isInstanceOfSatisfying(
                        Verdict.Reject.class,
                        reject -> assertThat(reject.said())
                                .isEqualTo("X-Virus-ID: Eicar?; " + lab.service.place() + " ISTag CI-1"));
        assertThat(ask("ICAP/1.0 204 Unmodified\r\nISTag: \"CI-1\"\r\n\r\n"))
                .isInstanceOfSatisfying(
                        Verdict.Accept.class,
                        accept -> assertThat(accept.remarks().said()).isEqualTo(lab.service.place() + " ISTag CI-1"));
    }

    @Property
    void aNameIsFitForAReplyToAClient(@ForAll String name) {
        Finding finding = Finding.in(java.util.List.of(
                        new Head("ICAP/1.0 200 OK", java.util.List.of(new Head.Field("X-Infection-Found", name)))))
                .getFirst();

        assertThat(finding.name()).matches("[ -~]{1,200}");
        assertThat(finding.source()).doesNotContain("\r", "\n", "\0").hasSizeLessThanOrEqualTo(200);
    }

    private Answer ask(String reply) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(reply);
        });
        return lab.ask(IcapLab.SMALL);
    }

    private static String refusal(Answer answer) {
        return answer instanceof Verdict.Reject reject
                ? reject.reply().oneLine()
                : "no refusal: " + (answer instanceof NoVerdict.Failed failed ? failed.reason() : answer);
    }
}
