package postprox;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/** The options: the manual's and ours. */
final class CliOptions {
    static final Option HELP = flag("h", "help");
    static final Option LICENSE = flag("L", "license");
    static final Option VERSION = flag("V", "version");
    static final Option COMMAND = value("c", "command");
    static final Option TEMPDIR = value("d", "tempdir");
    static final Option TIMEOUT = value("t", "timeout");
    static final Option REJECT = flag("r", "reject");
    static final Option CRASH = value("crash");
    static final Option VERBOSE = flag("v", "verbose");
    static final Option LISTEN = value("l", "listen");
    static final Option FOREGROUND = flag("foreground");
    static final Option PIDFILE = value("pidfile");
    static final Option DEADLINE = value("deadline");
    static final Option NEXT_HOP_TIMEOUT = value("next-hop-timeout");
    static final Option STRAY_CR = value("stray-cr");
    static final Option LOG = value("log");
    static final Option RESIDENT = value("resident");
    static final Option RESIDENT_IDLE = value("resident-idle");
    static final Option NO_RESIDENT = flag("no-resident");
    static final Option SESSIONS = value("sessions");
    static final Option SESSIONS_PER_ADDRESS = value("sessions-per-address");
    static final Option COMMAND_SIZE = value("command-size");
    static final Option COMMAND_TIMEOUT = value("command-timeout");
    static final Option DATA_TIMEOUT = value("data-timeout");
    static final Option MESSAGE_SIZE = value("message-size");
    static final Option RECIPIENTS = value("recipients");
    static final Option FILTERS = value("filters");
    static final Option FILTERS_WAITING = value("filters-waiting");
    static final Option FILTER_MEMORY = value("filter-memory");
    static final Option FILTER_CPU = value("filter-cpu");
    static final Option FILTER_PROCESSES = value("filter-processes");
    static final Option FILTER_FILE_SIZE = value("filter-file-size");
    static final Option SENDER = value("sender");
    static final Option RECIPIENT = value("recipient");
    static final Option HELO = value("helo");
    static final Option REMOTE_IP = value("remote-ip");
    static final Option SERVE = flag("serve");

    static final List<Option> PRINTING = List.of(HELP, LICENSE, VERSION);
    static final List<Option> PROXY = List.of(
            COMMAND,
            TEMPDIR,
            TIMEOUT,
            REJECT,
            CRASH,
            VERBOSE,
            LISTEN,
            FOREGROUND,
            PIDFILE,
            DEADLINE,
            NEXT_HOP_TIMEOUT,
            STRAY_CR,
            LOG,
            RESIDENT,
            RESIDENT_IDLE,
            NO_RESIDENT,
            SESSIONS,
            SESSIONS_PER_ADDRESS,
            COMMAND_SIZE,
            COMMAND_TIMEOUT,
            DATA_TIMEOUT,
            MESSAGE_SIZE,
            RECIPIENTS,
            FILTERS,
            FILTERS_WAITING,
            FILTER_MEMORY,
            FILTER_CPU,
            FILTER_PROCESSES,
            FILTER_FILE_SIZE);
    static final List<Option> TRY = List.of(
            COMMAND,
            TEMPDIR,
            TIMEOUT,
            REJECT,
            CRASH,
            DEADLINE,
            STRAY_CR,
            FILTER_MEMORY,
            FILTER_CPU,
            FILTER_PROCESSES,
            FILTER_FILE_SIZE,
            SENDER,
            RECIPIENT,
            HELO,
            REMOTE_IP);
    static final List<Option> DEMO = List.of(SERVE);

    private CliOptions() {}

    /** All options, for the test that holds help, man page and program against each other. */
    static List<Option> all() {
        List<Option> all = new ArrayList<>(PRINTING);
        for (List<Option> some : List.of(PROXY, TRY, DEMO)) {
            some.stream().filter(option -> !all.contains(option)).forEach(all::add);
        }
        return all;
    }

    /** The name by which users know an option. */
    static String name(Option option) {
        return option.getOpt() == null ? "--" + option.getLongOpt() : "-" + option.getOpt();
    }

    private static Option flag(String letter, String word) {
        return Option.builder(letter).longOpt(word).get();
    }

    private static Option flag(String word) {
        return Option.builder().longOpt(word).get();
    }

    private static Option value(String letter, String word) {
        return Option.builder(letter).longOpt(word).hasArg().get();
    }

    private static Option value(String word) {
        return Option.builder().longOpt(word).hasArg().get();
    }
}
