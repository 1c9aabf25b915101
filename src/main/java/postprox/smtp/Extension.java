package postprox.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The SMTP service extensions of IANA's registry (Mail Parameters) and those that servers in use have beside it. Each says
 * whether a client may use it through postprox. An extension is withheld, with its commands and parameters, if it carries
 * content outside of DATA, hides the dialogue, reverses it, or changes the meaning of a reply to DATA. An extension that is
 * not listed here is withheld too. {@link EhloReply#forClient} takes withheld ones out of the next hop's reply.
 */
public enum Extension {
    SIZE("SIZE", true),
    EIGHT_BIT_MIME("8BITMIME", true),
    SMTPUTF8("SMTPUTF8", true),
    DSN("DSN", true),
    PIPELINING("PIPELINING", true),
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES", true),
    AUTH("AUTH", true),
    VRFY("VRFY", true),
    EXPN("EXPN", true),
    HELP("HELP", true),
    ETRN("ETRN", true),
    DELIVERBY("DELIVERBY", true),
    MT_PRIORITY("MT-PRIORITY", true),
    MTRK("MTRK", true),
    SUBMITTER("SUBMITTER", true),
    NO_SOLICITING("NO-SOLICITING", true),
    FUTURERELEASE("FUTURERELEASE", true),
    CONPERM("CONPERM", true),
    CONNEG("CONNEG", true),
    RRVS("RRVS", true),
    REQUIRETLS("REQUIRETLS", true),
    LIMITS("LIMITS", true),
    /** Postfix's own: the client tells who the remote client is. */
    XFORWARD("XFORWARD", true),
    XCLIENT("XCLIENT", true),

    /** RFC 3030: content in chunks, without DATA. Only the client's side uses it: postprox sends DATA to the next hop. */
    CHUNKING("CHUNKING", true),

    /**
     * RFC 3030: content without lines. postprox repairs line ends when it receives content, and a filter's OUTFILE consists
     * of lines. Both would damage such content (docs/SECURITY.md).
     */
    BINARYMIME("BINARYMIME", false, "", "BODY=BINARYMIME"),
    /** RFC 3207: a dialogue that postprox could not read. */
    STARTTLS("STARTTLS", false, "STARTTLS"),
    /** Exchange's own way to start TLS. */
    X_ANONYMOUSTLS("X-ANONYMOUSTLS", false, "X-ANONYMOUSTLS"),
    /** RFC 4468: content that the server fetches elsewhere. */
    BURL("BURL", false, "BURL"),
    /** Exchange's own blocks of content. */
    XEXCH50("XEXCH50", false, "XEXCH50"),
    /** RFC 1845: content that continues from the point at which an earlier connection was lost. */
    CHECKPOINT("CHECKPOINT", false, "", "TRANSID"),
    /** Exim and others: one reply for each recipient of a message. */
    PRDR("PRDR", false, "", "PRDR"),
    /** RFC 821: other ways to begin a transaction, which no client uses. */
    SEND("SEND", false, "SEND"),
    SOML("SOML", false, "SOML"),
    SAML("SAML", false, "SAML"),
    /** Client and server change places. */
    TURN("TURN", false, "TURN"),
    ATRN("ATRN", false, "ATRN"),
    /** RFC 2033: one reply for each recipient of a message. */
    LMTP("LMTP", false, "LHLO"),
    /** Sendmail's: VERB asks for more replies than one for each command, ONEX for a connection that carries one message. */
    VERB("VERB", false, "VERB"),
    ONEX("ONEX", false, "ONEX"),
    /** RFC 5336, obsolete: an address may have an alternative address, which the filter and the log would not see. */
    UTF8SMTP("UTF8SMTP", false, "", "ALT-ADDRESS");

    private static final List<String> WITHHELD_PARAMETERS = texts(extension -> extension.withheldParameter);

    private static final Map<String, Extension> BY_KEYWORD = byKeyword();

    private final String keyword;
    private final boolean passes;
    private final String withheldCommand;
    private final String withheldParameter;

    Extension(String keyword, boolean passes) {
        this(keyword, passes, "");
    }

    Extension(String keyword, boolean passes, String withheldCommand) {
        this(keyword, passes, withheldCommand, "");
    }

    Extension(String keyword, boolean passes, String withheldCommand, String withheldParameter) {
        this.keyword = keyword;
        this.passes = passes;
        this.withheldCommand = withheldCommand;
        this.withheldParameter = withheldParameter;
    }

    /** The EHLO keyword by which a server offers this extension. */
    String keyword() {
        return keyword;
    }

    /** Whether postprox offers this extension to a client if the next hop has it. */
    public boolean passes() {
        return passes;
    }

    /** Whether a client says by this extension who its own client is, so that only some clients may use it. */
    boolean tellsOfClient() {
        return this == XFORWARD || this == XCLIENT;
    }

    /** The commands of the withheld extensions. */
    static List<String> withheldCommands() {
        return texts(extension -> extension.withheldCommand);
    }

    /** Whether a parameter of MAIL or RCPT, in any case, asks for an extension that is withheld. */
    static boolean withholdsParameter(String parameter) {
        String upper = parameter.toUpperCase(Locale.ROOT);
        return WITHHELD_PARAMETERS.stream().anyMatch(name -> upper.equals(name) || upper.startsWith(name + "="));
    }

    /** The extension of a keyword in any case, also of the old form of AUTH ({@code AUTH=LOGIN}); empty if there is none. */
    static Optional<Extension> of(String keyword) {
        int equals = keyword.indexOf('=');
        String name = equals < 0 ? keyword : keyword.substring(0, equals);
        return Optional.ofNullable(BY_KEYWORD.get(name.toUpperCase(Locale.ROOT)));
    }

    /** One text of each extension, without the empty ones. */
    private static List<String> texts(Function<Extension, String> kind) {
        List<String> texts = new ArrayList<>();
        for (Extension extension : values()) {
            String text = kind.apply(extension);
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    private static Map<String, Extension> byKeyword() {
        Map<String, Extension> extensions = new HashMap<>();
        for (Extension extension : values()) {
            extensions.put(extension.keyword, extension);
        }
        return Map.copyOf(extensions);
    }
}
