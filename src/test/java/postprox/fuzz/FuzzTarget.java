package postprox.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import postprox.dns.DnsFuzz;
import postprox.filter.clamd.ClamdFuzz;
import postprox.filter.command.RefusalFuzz;
import postprox.filter.hooks.HooksFuzz;
import postprox.filter.http.HttpFuzz;
import postprox.filter.icap.IcapFuzz;
import postprox.filter.milter.MilterFuzz;
import postprox.filter.policy.PolicyFuzz;
import postprox.filter.rspamd.RspamdFuzz;
import postprox.filter.spamd.SpamdFuzz;
import postprox.log.MailLogFuzz;
import postprox.net.EndpointFuzz;
import postprox.proxyprotocol.ProxyHeaderFuzz;
import postprox.quarantine.FactsFuzz;
import postprox.simulation.ConversationFuzz;
import postprox.smtp.CommandFuzz;
import postprox.smtp.ContentFuzz;
import postprox.smtp.InputFuzz;
import postprox.smtp.ReplyFuzz;
import postprox.text.WireTextFuzz;

/** What is attacked with bytes of any kind. */
public enum FuzzTarget {
    CLAMD,
    COMMAND,
    CONTENT,
    CONVERSATION,
    DNS,
    ENDPOINT,
    FACTS,
    ICAP,
    HTTP,
    HOOKS,
    INPUT,
    MAILLOG,
    MILTER,
    POLICY,
    PROXYHEADER,
    REFUSAL,
    REPLY,
    SPAMD,
    RSPAMD,
    WIRETEXT;

    private static final Path CORPORA = Path.of("src/test/resources/fuzz");

    /** By the name that ./fuzz takes. */
    static FuzzTarget named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Makes something of the input, and throws where a promise does not hold. */
    void attack(byte[] input) throws IOException {
        switch (this) {
            case CLAMD -> ClamdFuzz.attack(input);
            case COMMAND -> CommandFuzz.attack(input);
            case CONTENT -> ContentFuzz.attack(input);
            case CONVERSATION -> ConversationFuzz.attack(input);
            case DNS -> DnsFuzz.attack(input);
            case ENDPOINT -> EndpointFuzz.attack(input);
            case FACTS -> FactsFuzz.attack(input);
            case ICAP -> IcapFuzz.attack(input);
            case HTTP -> HttpFuzz.attack(input);
            case HOOKS -> HooksFuzz.attack(input);
            case INPUT -> InputFuzz.attack(input);
            case MAILLOG -> MailLogFuzz.attack(input);
            case MILTER -> MilterFuzz.attack(input);
            case POLICY -> PolicyFuzz.attack(input);
            case PROXYHEADER -> ProxyHeaderFuzz.attack(input);
            case REFUSAL -> RefusalFuzz.attack(input);
            case REPLY -> ReplyFuzz.attack(input);
            case SPAMD -> SpamdFuzz.attack(input);
            case RSPAMD -> RspamdFuzz.attack(input);
            case WIRETEXT -> WireTextFuzz.attack(input);
        }
    }

    /** Inputs to begin with, and what was once found. */
    List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.list(CORPORA.resolve(name().toLowerCase(Locale.ROOT)))) {
            return files.sorted().toList();
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
