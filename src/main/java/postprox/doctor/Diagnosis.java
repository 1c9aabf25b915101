package postprox.doctor;

import static postprox.doctor.Level.BAD;
import static postprox.doctor.Level.OK;
import static postprox.doctor.Level.WARN;

import java.util.Locale;

/** All that can be found. The page docs/doctor.md lists them; a test compares the two. */
public enum Diagnosis {
    ASKED(OK, "This is the way that mail takes to the filter."),
    NEXT_HOP_READY(OK, "Mail that has passed the filter goes on there."),
    FILTER_READY(OK, "The filter was run as its user on a clean message."),
    OTHER_INSTANCES(OK, "Only one instance of Postfix is examined in a run."),
    FILES_NOT_EXAMINED(OK, "Files are looked at as the user of postprox, and only root can become another user."),
    SOFT_BOUNCE(OK, "Each refusal is made a temporary one, also the filter's."),
    DISCARDED_KEYWORDS(OK, "What the server behind the filter does not offer, postprox does not offer in its place."),
    IN_FLOW_DELAY(
            OK,
            "Where mail comes in faster than it is delivered, Postfix waits so long before each message; a test of speed meets this first."),
    NO_LOOP(OK, "The ports on the way behind the filter were followed, and none leads back to it."),
    SOCKET_NOT_EXAMINED(OK, "A Unix socket does not tell whose it is, unless this Postfix has made it for spawn(8)."),
    SYSLOG_ABSENT(OK, "Nothing is lost: there is another log."),
    STRICT_ENVELOPES(OK, "Addresses without angle brackets are refused before the filter sees the message."),

    POSTFIX_TOO_OLD(BAD, "Braces in master.cf, which hold a filter's command together, came with Postfix 3.0."),
    SMUGGLING(
            WARN,
            "This Postfix cannot forbid a bare newline, by which a message can be smuggled into another one (CVE-2023-51764)."),
    COMPATIBILITY(
            WARN,
            "At level 0 or 1 services run in a chroot by default, and other defaults differ from those that our documents assume."),
    POSTCONF_WARNING(WARN, "Postfix ignores what postconf warns of, and says nothing in the log."),
    NO_FINAL_NEWLINE(WARN, "postconf -e joins a new line to the last one of such a file."),
    POSTFIX_NOT_RUNNING(WARN, "The files were examined, but no connection could be tried."),

    NOT_USED(WARN, "Mail does not pass postprox."),
    NOBODY_ASKS(WARN, "Mail does not pass this filter."),
    LEADS_NOWHERE(BAD, "Senders get 451, and mail stays outside."),
    PASSES_BY(BAD, "Mail gets into the queue without the filter."),
    LOOP_NEXT_HOP(BAD, "What postprox has filtered comes back to it, and mail goes round."),
    LOOP_OF_SEVERAL(BAD, "One filter passes mail on to the next, and the last one to the first: mail goes round."),
    LOOP_PROXY_FILTER(BAD, "The server behind the filter asks the filter again, and mail goes round."),
    LOOP_CONTENT_FILTER(
            BAD,
            "The server behind the filter sends its mail to the filter again, until Postfix bounces it for too many hops."),

    TIMEOUT_TOO_LONG(
            WARN,
            "Postfix gives up before postprox does; senders get 451 without a reason, and a message may come twice."),
    SPAWN_TIME_LIMIT(WARN, "Postfix may kill postprox in the middle of a message."),
    SPEED_ADJUST(
            WARN, "Postfix then answers before postprox has been asked, so that no single recipient can be refused."),
    QUEUE_ROOM(WARN, "Postfix refuses mail with 452 when the disk of its queue has less room than that."),
    TOO_MANY_CLIENTS(WARN, "Some clients wait for their greeting until another one has gone, or are turned away."),
    MESSAGE_SIZE(WARN, "Larger messages are refused only after they were sent in full."),
    TEMPDIR_ROOM(WARN, "When many large messages come at once, they are refused with 452."),
    DELAY_OPEN(WARN, "Each attempt to send, also to unknown recipients, takes a process of postprox."),

    XFORWARD_REFUSED(WARN, "The filter and the log learn neither address nor name of the client."),
    XFORWARD_NOT_SENT(WARN, "The filter and the log learn neither address nor name of the client."),
    OPEN_RELAY(BAD, "Whoever reaches that port sends mail to anywhere, unfiltered."),
    CLIENT_LIMITS(WARN, "All mail comes to that server from one address, and beyond the limit it is refused with 421."),
    TLS_REQUIRED(BAD, "postprox speaks no TLS, and all mail is refused with 530."),
    MILTERS_TWICE(
            WARN, "The milters see each message twice; the second time they believe that it comes from this machine."),
    MILTER_SEES_NOTHING(
            WARN,
            "In front of smtpd_proxy_filter a milter is shown neither header nor body: nothing is signed, verified or scanned."),
    MAPPINGS_TWICE(WARN, "Copies of each message are sent twice."),
    MAPPINGS_NEVER(WARN, "Virtual aliases, canonical addresses and copies have no effect."),
    RESTRICTIONS_INHERITED(WARN, "postprox itself is judged by rules that are meant for strangers."),
    REFUSES_POSTPROX(BAD, "All mail is refused behind the filter."),
    ERROR_LIMITS(WARN, "After some refused recipients the server answers slowly, and then hangs up."),
    UPSTREAM_PROXY(BAD, "That server waits for a PROXY header, which postprox does not send; all mail waits."),

    USER_MISSING(BAD, "spawn(8) runs nothing without a user."),
    USER_UNKNOWN(
            BAD,
            "spawn(8) ends with a fatal error; after the remedy Postfix may wait up to a minute before it tries again."),
    USER_FORBIDDEN(BAD, "spawn(8) refuses to run a command as root or as Postfix's own user."),
    FILTER_IS_ROOT(WARN, "A mistake in the filter hands the machine to whoever sends the right message."),
    SPAWN_CHROOT(BAD, "Inside the chroot there is no postprox."),
    SPAWN_UNPRIVILEGED(BAD, "spawn(8) cannot become the user of the filter."),
    PROGRAM_NOT_RUNNABLE(BAD, "Senders get 451, and mail stays outside."),
    OPTIONS_WRONG(BAD, "postprox does not start; senders get 451."),
    QUOTES(BAD, "Postfix does not know quotes in master.cf; postprox gets them as they are."),
    LISTENS_UNDER_SPAWN(BAD, "spawn(8) gives postprox one connection, on which it cannot listen."),
    SETTING_WRONG(BAD, "postprox does not start, or the filter cannot work."),
    TEMPDIR(BAD, "There is no room for messages; senders get 451."),
    CONFIG_CLOSED(BAD, "postprox does not start as that user."),
    NO_FILTER(WARN, "All mail passes unfiltered."),
    UNFILTERED_ON_FAILURE(WARN, "When the filter fails, mail passes unfiltered."),
    NO_LOG(WARN, "Nothing that postprox logs is kept, not even why it did not start."),
    LOG_CLOSED(BAD, "postprox does not start as that user: senders get 451, and mail stays outside."),

    FILTER_NOT_FOUND(BAD, "The filter fails at each message."),
    FILTER_CLOSED_DIRECTORY(BAD, "The filter fails at each message."),
    FILTER_NOT_EXECUTABLE(BAD, "The filter fails at each message."),
    FILTER_CRLF(
            BAD,
            "The kernel takes the CR for a part of the interpreter's name, or the shell for a part of each command."),
    FILTER_INTERPRETER(BAD, "The kernel cannot run the script."),
    FILTER_SYNTAX(BAD, "The filter fails at each message, or refuses it."),
    FILTER_FAILS(BAD, "The filter failed on a clean message."),
    FILTER_REFUSES(WARN, "The filter refused a clean message; it may refuse all."),

    PORT_TAKEN(BAD, "Another program answers where postprox should."),
    NOT_LISTENING(BAD, "Senders get 451, and mail stays outside."),
    POSTPROX_SILENT(BAD, "Senders get 451, and mail stays outside."),
    FRONT_SILENT(BAD, "Nobody can hand in mail there."),
    NEXT_HOP_DOWN(BAD, "postprox has nobody to give the mail to; senders get 451.");

    private final Level level;
    private final String why;

    Diagnosis(Level level, String why) {
        this.level = level;
        this.why = why;
    }

    /** The name for scripts and for the manual. It never changes. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Level level() {
        return level;
    }

    /** Why it matters, in one sentence. */
    public String why() {
        return why;
    }
}
