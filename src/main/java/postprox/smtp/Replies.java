package postprox.smtp;

/**
 * postprox's own replies, with the enhanced status codes of RFC 3463. All other replies come from the next hop or are made of a
 * filter's words ({@code filter.RefusalText}). Two programs word a 421 of their own, for a session that never reaches Java:
 * the launcher and the native client.
 */
public final class Replies {
    /** Service not available, closing transmission channel (RFC 5321 section 4.2.2). */
    public static final int HANGING_UP = 421;

    /** Service closing transmission channel: the reply to QUIT (RFC 5321 section 4.2.2). */
    private static final int GOODBYE = 221;

    /** Server does not accept mail (RFC 7504 section 3). */
    private static final int NO_MAIL_HERE = 521;

    /** The code and the text of a filter's refusal that has none of its own. */
    public static final int REJECTED = 554;

    public static final String REJECTED_TEXT = "Content rejected";

    public static final Reply NO_NEXT_HOP =
            Reply.of(HANGING_UP, "4.3.2 Service not available - proxy failed to connect");
    public static final Reply TOO_MANY_SESSIONS = Reply.of(HANGING_UP, "4.3.2 Too many sessions - try again later");
    public static final Reply TOO_MANY_OF_ADDRESS =
            Reply.of(HANGING_UP, "4.7.0 Too many sessions from your address - try again later");
    public static final Reply TIMEOUT = Reply.of(HANGING_UP, "4.4.2 Timeout - closing connection");
    public static final Reply SHUTDOWN = Reply.of(HANGING_UP, "4.3.2 Service shutting down - try again later");
    /** RFC 3463 section 3.5: routing loop detected. */
    public static final Reply LOOP =
            Reply.of(HANGING_UP, "4.4.6 Mail would go round: the proxy's next hop leads back to it");

    public static final Reply INTERNAL_ERROR =
            Reply.of(HANGING_UP, "4.3.0 Internal error in proxy - closing connection");
    public static final Reply UNKNOWN_DIALOGUE =
            Reply.of(HANGING_UP, "4.3.0 Unexpected reply from next hop - closing connection");
    public static final Reply SESSION_LOST =
            Reply.of(HANGING_UP, "4.4.2 Connection to next hop lost - closing connection");

    /**
     * The session must end, since the number of octets that follow is unknown. RFC 5321 has no other code that announces the
     * end of a session.
     */
    public static final Reply BDAT_SYNTAX = Reply.of(
            HANGING_UP, "4.5.4 Syntax: BDAT count [LAST] - closing connection, content cannot be told from commands");

    public static final Reply OK = Reply.of(250, "2.0.0 Ok");
    public static final Reply BYE = Reply.of(221, "2.0.0 Bye");
    public static final Reply START_CONTENT = Reply.of(354, "End data with <CR><LF>.<CR><LF>");

    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2 Error: command line too long");
    public static final Reply BROKEN_LINE = Reply.of(500, "5.5.2 Error: command contains a bare CR or a NUL");
    public static final Reply WITHHELD = Reply.of(502, "5.5.1 Error: command not implemented");
    public static final Reply DATA_SYNTAX = Reply.of(501, "5.5.4 Syntax: DATA");
    public static final Reply MAIL_SYNTAX = Reply.of(501, "5.5.4 Syntax: MAIL FROM:<address>");
    public static final Reply RCPT_SYNTAX = Reply.of(501, "5.5.4 Syntax: RCPT TO:<address>");
    public static final Reply BAD_SENDER = Reply.of(501, "5.1.7 Bad sender address syntax");
    public static final Reply BAD_RECIPIENT = Reply.of(501, "5.1.3 Bad recipient address syntax");
    public static final Reply BAD_PARAMETER = Reply.of(501, "5.5.4 Error: bad parameter syntax");
    public static final Reply BETWEEN_CHUNKS =
            Reply.of(503, "5.5.1 Error: a message is coming in by BDAT - send BDAT or RSET");
    public static final Reply NEED_MAIL = Reply.of(503, "5.5.1 Error: need MAIL command");
    public static final Reply NEED_RCPT = Reply.of(503, "5.5.1 Error: need RCPT command");
    public static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3 Error: too many recipients");
    public static final Reply TOO_MANY_CLIENT_FACTS = Reply.of(452, "4.5.3 Error: too many commands of this kind");
    public static final Reply WITHHELD_PARAMETER =
            Reply.of(555, "5.5.4 Error: parameter of an extension that is not offered");
    public static final Reply NO_ROOM_FOR_RECIPIENTS =
            Reply.of(452, "4.5.3 Error: no memory for more recipients - try again later");
    public static final Reply NO_ROOM = Reply.of(452, "4.3.1 Error: no memory for such a command - try again later");
    public static final Reply TOO_LARGE = Reply.of(552, "5.3.4 Error: message is larger than allowed here");
    public static final Reply TOO_LARGE_FOR_FILTER =
            Reply.of(552, "5.3.4 Error: message is larger than its filter takes");
    public static final Reply TOO_LARGE_FOR_FILTER_NOW =
            Reply.of(451, "4.3.4 Error: message is larger than its filter takes");
    /** What a milter says without words of its own. */
    public static final Reply REFUSED_BY_MILTER = Reply.of(550, "5.7.1 Error: message refused");

    public static final Reply REFUSED_BY_MILTER_NOW = Reply.of(451, "4.7.1 Error: message refused - try again later");

    public static final Reply HEADER_TOO_LARGE =
            Reply.of(552, "5.3.4 Error: the message's header is larger than allowed here");
    public static final Reply EIGHTH_BIT_COMMAND =
            Reply.of(500, "5.5.2 Error: command contains octets beyond US-ASCII where they are not allowed");
    public static final Reply EIGHTH_BIT =
            Reply.of(554, "5.6.1 Error: without its eighth bits, the content would end before its end");
    /** In Postfix's words to a client that is not in smtpd_authorized_xforward_hosts (smtpd.c, xforward_cmd). */
    public static final Reply NOT_AUTHORIZED = Reply.of(550, "5.7.0 Error: insufficient authorization");

    public static final Reply NO_VALID_RECIPIENTS = Reply.of(554, "5.5.1 Error: no valid recipients");

    public static final Reply FILTER_NOT_RUN =
            Reply.of(451, "4.3.2 Error: no resources to run content filter - try again later");

    public static final Reply FILTER_FAILED = Reply.of(451, "4.3.0 Error running content filter");
    public static final Reply SPOOL_FAILED = Reply.of(451, "4.3.0 Error: cannot store the message for its filter");
    public static final Reply DISK_FULL = Reply.of(452, "4.3.1 Error: insufficient system storage");
    public static final Reply NOT_KEPT = Reply.of(451, "4.3.0 Error: cannot keep the message - try again later");
    public static final Reply EMAIL_MODIFIED = Reply.of(451, "4.3.0 Error: the content filter damaged the message");
    public static final Reply DEADLINE =
            Reply.of(451, "4.3.0 Error: message took too long to process - try again later");
    public static final Reply OUTCOME_UNKNOWN =
            Reply.of(451, "4.4.2 Error: no reply from next hop after the message was sent");

    // What a client hears when the next hop is lost. A stranger may read these: they name no address and quote nothing.
    public static final Reply NEXT_HOP_UNREACHABLE = Reply.of(451, "4.4.1 Error: cannot connect to next hop");
    public static final Reply NEXT_HOP_CLOSED = Reply.of(451, "4.4.2 Error: next hop closed the connection");
    public static final Reply NEXT_HOP_SILENT = Reply.of(451, "4.4.2 Error: next hop did not answer in time");
    public static final Reply NEXT_HOP_CONFUSED = Reply.of(451, "4.5.0 Error: unexpected reply from next hop");
    public static final Reply SENT_AWAY = Reply.of(451, "4.7.0 Error: next hop has hung up on this session");

    private Replies() {}

    /**
     * The reply to a MAIL or RCPT that servers may read in two ways. The command and its doubtful part decide the reply, as in
     * Postfix's smtpd.c and RFC 3463.
     */
    public static Reply doubtful(Command command) {
        boolean mail = command.verb() == Verb.MAIL;
        return switch (command.parameters().doubt()) {
            case FORM -> mail ? MAIL_SYNTAX : RCPT_SYNTAX;
            case ADDRESS -> mail ? BAD_SENDER : BAD_RECIPIENT;
            case NONE, PARAMETER -> BAD_PARAMETER;
        };
    }

    /** The reply to a chunk that is not the last. It acknowledges octets, not a message (RFC 3030 section 2). */
    public static Reply chunkTaken(Chunk chunk) {
        return Reply.of(250, "2.0.0 Ok: " + chunk.octets() + " octets");
    }

    /**
     * The reply to a message that postprox itself takes: it is kept aside, or it is thrown away. A stranger learns neither of the
     * two from it, and an administrator finds the name in the log.
     *
     * @param name the message's name in the quarantine, or the session's id
     */
    public static Reply taken(String name) {
        return Reply.of(250, "2.0.0 Ok: taken as " + name);
    }

    /** The reply to a message that is kept aside and refused. Its sender can tell the postmaster the name of the copy. */
    public static Reply refusedAndKept(String name) {
        return Reply.of(REJECTED, "5.7.1 " + REJECTED_TEXT + " (" + name + ")");
    }

    /** Whether a reply announces that the server closes the connection after it. */
    public static boolean hangsUp(Reply reply) {
        return reply.code() == HANGING_UP || reply.code() == GOODBYE;
    }

    /**
     * Changes the code of a next hop's or a filter's reply that announces the end of the session, since the session with
     * postprox goes on. On 421 Postfix would hang up on the remote client (RFC 5321 section 3.8), and on 521 it would give up
     * the destination as a whole (RFC 7504).
     */
    public static Reply withoutHangUp(Reply reply) {
        return switch (reply.code()) {
            case HANGING_UP -> reply.withCode(451);
            case NO_MAIL_HERE -> reply.withCode(554);
            default -> reply;
        };
    }
}
