package postprox.log;

import java.util.List;
import java.util.StringJoiner;
import postprox.event.AdminEvent;
import postprox.event.AdminEvent.AdminPart;
import postprox.event.CleaningEvent;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.CleaningEvent.LeftOversRemoved;
import postprox.event.CleaningEvent.QuarantineTidied;
import postprox.event.NextHopEvent;
import postprox.event.ProcessEvent;
import postprox.event.ProcessEvent.StartWarning;
import postprox.event.ReloadEvent;
import postprox.event.ResidentEvent;
import postprox.event.ResidentEvent.ResidentTrouble;
import postprox.event.UpgradeEvent;
import postprox.text.LogText;

/** The log lines of events of the process as a whole. */
public final class ProcessLines {
    private static final int CHARACTERS = 900;

    /** The maximum of what the line of a mistake says of the exception. The session still fits after it (MailLog's 6,000). */
    static final int TRACE_CHARACTERS = 5800;

    private ProcessLines() {}

    /** The line of a warning at the start. The process also writes this line to its standard error. */
    public static String of(StartWarning warning) {
        return warning(words(warning));
    }

    /** The line of an event. */
    static String of(ProcessEvent event) {
        return switch (event) {
            case ProcessEvent.Started e -> inert(words(e));
            case ProcessEvent.Stopped(ProcessEvent.Mode mode) ->
                switch (mode) {
                    case LISTENING -> "stopped";
                    case RESIDENT -> "resident process stopped";
                };
            case ProcessEvent.SessionsCutOff(int sessions) ->
                warning("stopping with " + sessions + " sessions cut off; their clients still have their messages");
            case ProcessEvent.SessionsTurnedAway(long times, String reason) ->
                warning("sessions turned away: " + times + "; " + reason);
            case ProcessEvent.ConnectionsRefused(long times, String reason) ->
                warning("connections refused: " + times + "; " + reason);
            case ProcessEvent.AcceptTrouble(long times, String reason) ->
                warning("cannot accept connections, trying again: " + times + "; " + reason);
            case StartWarning e -> of(e);
            case ProcessEvent.LinesLost(long lines, var reason) ->
                warning(lines + " log lines were lost: " + reason.orElse("the log did not keep up"));
            case ProcessEvent.ProcessMistake(Throwable cause) -> mistake(cause, "none");
            case ReloadEvent e -> ofReload(e);
            case AdminEvent e -> ofAdmin(e);
            case NextHopEvent e -> ofNextHop(e);
            case CleaningEvent e -> ofCleaning(e);
            case ResidentEvent e -> ofResident(e);
            case UpgradeEvent e -> ofUpgrade(e);
        };
    }

    private static String ofReload(ReloadEvent event) {
        return switch (event) {
            case ReloadEvent.LogGoesOn(String file) -> inert("SIGHUP: the log goes on in " + file);
            case ReloadEvent.NothingToReload() ->
                "SIGHUP: there is no configuration file to read again and no log file to begin anew; nothing has changed";
            case ReloadEvent.Reloaded e -> inert(words(e));
            case ReloadEvent.RestartNeeded(String file, List<String> options) ->
                warning("new values in " + file + " wait for a restart: " + String.join(" ", options));
            case ReloadEvent.ReloadRefused(String _, String reason) ->
                warning("the configuration was not read again, all is as before: " + reason);
        };
    }

    private static String ofAdmin(AdminEvent event) {
        return switch (event) {
            case AdminEvent.AdminOpen(AdminPart part, String place) -> inert(answers(part) + place);
            case AdminEvent.AdminTrouble(AdminPart part, String place, String reason) ->
                warning(cannotOpen(part) + place + ", trying again each second: " + reason);
        };
    }

    private static String ofNextHop(NextHopEvent event) {
        return switch (event) {
            case NextHopEvent.NextHopDown(String place, String reason) ->
                warning("next hop is down: " + place + ": " + reason);
            case NextHopEvent.NextHopUp(String place, var after) ->
                inert("next hop is back: " + place + ", after " + after.toSeconds() + " s");
        };
    }

    private static String ofCleaning(CleaningEvent event) {
        return switch (event) {
            case LeftOversRemoved e -> warning(words(e));
            case QuarantineTidied e -> e.unfinished() + e.incomplete() > 0 ? warning(words(e)) : inert(words(e));
            case CleanUpTrouble e -> warning(words(e));
        };
    }

    private static String ofResident(ResidentEvent event) {
        return switch (event) {
            case ResidentEvent.ResidentIdle(var idle) ->
                "no session for " + idle.toSeconds()
                        + " s: the resident process ends, and the next connection starts another";
            case ResidentEvent.HandoversRefused(long times, String reason) ->
                warning("refused to serve sessions: " + times + "; " + reason);
            case ResidentTrouble e -> warning(words(e));
        };
    }

    private static String ofUpgrade(UpgradeEvent event) {
        return switch (event) {
            case UpgradeEvent.HandedOver(long pid, String version) ->
                inert("handed over to process " + pid + " (" + version + "); finishing the sessions in hand");
            case UpgradeEvent.TookOver(long pid, String version) ->
                inert("took over from process " + pid + " (" + version + ")");
            case UpgradeEvent.HandoverFailed(String reason) -> warning("not handed over, all is as before: " + reason);
            case UpgradeEvent.SuccessorEnded(long pid) ->
                warning("process " + pid + ", which took over, has ended: nobody accepts new clients");
        };
    }

    /** The line of a mistake of ours: the exception, the calls that it came from, and the same of its causes. */
    public static String mistake(Throwable cause, String session) {
        return "error: unexpected " + LogText.inert(Trace.of(cause), TRACE_CHARACTERS) + "; session=" + session;
    }

    static String warning(String words) {
        return "warning: " + inert(words);
    }

    /** A value within a list of values. Its blanks become underscores, since blanks separate the values. */
    static String value(String outside) {
        return outside.isEmpty() ? "???" : inert(outside).replace(' ', '_');
    }

    static String inert(String words) {
        return LogText.inert(words, CHARACTERS);
    }

    private static String words(ProcessEvent.Started started) {
        String served = switch (started.mode()) {
            case LISTENING -> "listening on ";
            case RESIDENT -> "resident process started at ";
        };
        return served + started.place() + ", next hop " + started.nextHop() + ", "
                + started.filter().map(command -> "filter: " + command).orElse("no filter");
    }

    private static String answers(AdminPart part) {
        return switch (part) {
            case PAGE -> "the page for administrators (--admin) answers at ";
            case AGENT -> "the agent for HAProxy (--agent) answers at ";
        };
    }

    private static String cannotOpen(AdminPart part) {
        return switch (part) {
            case PAGE -> "cannot open the page for administrators (--admin) at ";
            case AGENT -> "cannot open the agent for HAProxy (--agent) at ";
        };
    }

    private static String words(ReloadEvent.Reloaded reloaded) {
        StringJoiner changes = new StringJoiner("; ");
        changes.setEmptyValue("nothing has changed");
        if (!reloaded.options().isEmpty()) {
            changes.add(String.join(" ", reloaded.options()));
        }
        add(changes, "new filters: ", reloaded.filters().added());
        add(changes, "changed filters: ", reloaded.filters().changed());
        add(changes, "filters that are gone: ", reloaded.filters().gone());
        return "configuration read again from " + reloaded.file() + ": " + changes;
    }

    private static void add(StringJoiner changes, String kind, List<String> names) {
        if (!names.isEmpty()) {
            changes.add(kind + String.join(" ", names));
        }
    }

    private static String words(ResidentTrouble trouble) {
        return switch (trouble.obstacle()) {
                    case NO_THREAD -> "cannot start a thread: ";
                    case CANNOT_RECEIVE -> "cannot take a session, trying again: ";
                }
                + trouble.reason();
    }

    private static String words(LeftOversRemoved removed) {
        return "removed " + removed.files() + " files that killed processes left in " + removed.directory()
                + (removed.processes() > 0
                        ? ", and killed what was left of their filters: " + removed.processes() + " processes"
                        : "");
    }

    private static String words(QuarantineTidied tidied) {
        StringJoiner words = new StringJoiner(", ", "quarantine " + tidied.directory() + ": ", "");
        if (tidied.expired() > 0) {
            words.add("removed " + tidied.expired() + " messages that were kept aside before " + tidied.before());
        }
        if (tidied.unfinished() > 0) {
            words.add("removed " + tidied.unfinished() + " messages that killed processes had not finished, which no"
                    + " client has a reply to");
        }
        if (tidied.incomplete() > 0) {
            words.add(tidied.incomplete() + " messages lack one of their two files (postprox quarantine list)");
        }
        return words.toString();
    }

    private static String words(CleanUpTrouble trouble) {
        String place = trouble.place();
        String reason = trouble.reason();
        return switch (trouble.remains()) {
            case SPOOL -> reason;
            case LEFT_OVER -> "cannot remove what a killed process left: " + reason;
            case UNCLEAR_DIRECTORY -> "cannot tell whether a process still uses " + place + ", which stays: " + reason;
            case HIDDEN_AMONG_OTHERS ->
                "others have made too many names like ours, which hide left-over files, in " + place;
            case RESIDENT_SOCKETS -> "cannot look for left-over sockets in " + place + ": " + reason;
            case RESIDENT_SOCKET, PID_FILE, CONTROL_SOCKET -> "cannot remove " + place + ": " + reason;
            case QUARANTINE -> "cannot tidy up the quarantine " + place + ": " + reason;
            case ADMIN_SOCKET -> "cannot close the page or the agent at " + place + ": " + reason;
            case LISTENING_SOCKET -> "cannot close the listening socket: " + reason;
        };
    }

    private static String words(StartWarning warning) {
        return switch (warning.risk()) {
            case NO_FILTER -> "there is no filter (-c): all messages pass";
            case ONLY_OBSERVED -> "all filters are only observed (observe): all messages pass";
            case UNFILTERED_ON_FAILURE ->
                "when a filter fails, messages pass unfiltered; "
                        + "-r refuses them for now instead, or on-failure=tempfail for a filter with on-failure=pass";
            case FILTER_IS_ROOT -> "the filter runs as root on mail from strangers; start postprox as an ordinary user";
            case NO_PROGRAM -> warning.reason() + "; until then messages pass without this filter";
            case NO_CONTROL ->
                "no control socket, so that postprox status cannot ask this process: " + warning.reason();
            case NEXT_HOP_IS_FRONT_DOOR ->
                "the next hop is port 25 of this machine; "
                        + "mail goes round if that is the server that asks postprox; "
                        + "give it the port of the after-filter server, such as 10026";
            case NEXT_HOP_UNKNOWN ->
                "no address is known for the next hop " + warning.nextHop() + "; until one is, clients are told 421";
        };
    }
}
