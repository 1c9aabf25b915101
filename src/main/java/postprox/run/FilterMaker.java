package postprox.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.ClamdSettings;
import postprox.config.FilterSpec;
import postprox.config.IcapSettings;
import postprox.config.MilterSettings;
import postprox.config.Option;
import postprox.config.PolicySettings;
import postprox.config.RspamdSettings;
import postprox.config.Settings;
import postprox.config.SpamdSettings;
import postprox.config.UsageException;
import postprox.config.WorkerSettings;
import postprox.event.Events;
import postprox.filter.Filter;
import postprox.filter.clamd.ClamdFilter;
import postprox.filter.clamd.Meaning;
import postprox.filter.command.CommandFilter;
import postprox.filter.icap.IcapFilter;
import postprox.filter.icap.IcapMeaning;
import postprox.filter.icap.IcapPlace;
import postprox.filter.icap.IcapRules;
import postprox.filter.milter.MilterFilter;
import postprox.filter.milter.MilterRules;
import postprox.filter.policy.PolicyFilter;
import postprox.filter.program.ProcessLimits;
import postprox.filter.rspamd.RspamdFilter;
import postprox.filter.service.Servers;
import postprox.filter.spamd.Judgement;
import postprox.filter.spamd.SpamdFilter;
import postprox.filter.spamd.Users;
import postprox.filter.worker.WorkerFilter;
import postprox.filter.worker.WorkerRules;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.posix.OwnProcess;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Makes a filter of each kind from its settings. One thread at a time calls the methods. */
final class FilterMaker {
    private final Events events;
    private final Watchdog watchdog;
    private Optional<JavaFilters> javaFilters = Optional.empty();

    /**
     * Makes no filter yet.
     *
     * @param events   hears of what filters do beside their answers
     * @param watchdog looks after what filters do between two messages
     */
    FilterMaker(Events events, Watchdog watchdog) {
        this.events = events;
        this.watchdog = watchdog;
    }

    /**
     * Makes a filter.
     *
     * @throws UsageException if it cannot be used
     */
    Filter make(FilterSpec spec, Settings from) throws UsageException {
        return switch (spec.kind()) {
            case COMMAND -> command(spec.where(), from);
            case CLAMD -> clamd(spec);
            case ICAP -> icap(spec);
            case SPAMD -> spamd(spec);
            case RSPAMD -> rspamd(spec);
            case HOOKS -> HooksFilters.make(spec, events, watchdog);
            case JAVA -> javaFilters().load(spec, from.plugins());
            case WORKER -> worker(spec, from.processLimits());
            case POLICY -> policy(spec);
            case MILTER -> milter(spec);
        };
    }

    private JavaFilters javaFilters() {
        JavaFilters all = javaFilters.orElseGet(() -> new JavaFilters(events, watchdog));
        javaFilters = Optional.of(all);
        return all;
    }

    /** The filter of the manual, or one of its kind. */
    static Filter command(String command, Settings from) {
        return new CommandFilter(command, from.processLimits(), from.crashPolicy());
    }

    private Filter clamd(FilterSpec spec) {
        Meaning meaning = new Meaning(
                spec.get(ClamdSettings.TEXT), spec.get(ClamdSettings.ON_ENCRYPTED), spec.get(ClamdSettings.ON_LIMITS));
        return new ClamdFilter(
                servers(spec, ClamdSettings.SERVERS),
                new ServiceDialer(watchdog),
                meaning,
                spec.get(ClamdSettings.STREAM));
    }

    private Filter icap(FilterSpec spec) {
        IcapPlace place = IcapPlace.parse(spec.where());
        List<Endpoint> servers = new ArrayList<>(List.of(place.server()));
        servers.addAll(spec.find(IcapSettings.SERVERS).orElse(List.of()));
        IcapRules rules = new IcapRules(
                place.service(),
                spec.get(IcapSettings.METHOD),
                spec.get(IcapSettings.PREVIEW),
                spec.get(IcapSettings.CONTENT_TYPE),
                spec.get(IcapSettings.MODIFY),
                new IcapMeaning(
                        spec.get(IcapSettings.TEXT),
                        spec.get(IcapSettings.ON_ENCRYPTED),
                        spec.get(IcapSettings.ON_LIMITS),
                        spec.get(IcapSettings.ON_REDIRECT)));
        return new IcapFilter(new Servers(spec.name(), servers, events, Ticker.SYSTEM), rules, Ticker.SYSTEM, watchdog);
    }

    private Filter spamd(FilterSpec spec) {
        Judgement judgement = new Judgement(
                spec.find(SpamdSettings.REJECT_SCORE),
                spec.find(SpamdSettings.TAG_SCORE),
                spec.get(SpamdSettings.TEXT),
                spec.get(SpamdSettings.MARK),
                spec.find(SpamdSettings.SUBJECT_TAG).orElse(""));
        Users users = new Users(spec.find(SpamdSettings.USER).orElse(""), spec.get(SpamdSettings.USER_PER_RECIPIENT));
        return new SpamdFilter(servers(spec, SpamdSettings.SERVERS), new ServiceDialer(watchdog), users, judgement);
    }

    private Filter rspamd(FilterSpec spec) {
        return new RspamdFilter(
                servers(spec, RspamdSettings.SERVERS),
                new ServiceDialer(watchdog),
                new postprox.filter.rspamd.Meaning(spec.get(RspamdSettings.SPAM_HEADER)),
                hostName());
    }

    /** The name of this machine; empty if the system does not tell. */
    private static String hostName() {
        try {
            return OwnProcess.hostName();
        } catch (IOException e) {
            // The filter does without it.
            return "";
        }
    }

    private Filter policy(FilterSpec spec) {
        return new PolicyFilter(servers(spec, PolicySettings.SERVERS), spec.get(WorkerSettings.STATE), watchdog);
    }

    private Filter milter(FilterSpec spec) throws UsageException {
        MilterRules rules = new MilterRules(
                hostName(spec),
                spec.get(MilterSettings.DAEMON_NAME),
                spec.get(MilterSettings.OFFER),
                spec.get(MilterSettings.SOME_REFUSED));
        return new MilterFilter(servers(spec, MilterSettings.SERVERS), new ServiceDialer(watchdog), rules);
    }

    private static String hostName(FilterSpec spec) throws UsageException {
        Optional<String> given = spec.find(MilterSettings.HOST_NAME);
        if (given.isPresent()) {
            return given.get();
        }
        try {
            return OwnProcess.hostName();
        } catch (IOException e) {
            throw new UsageException("filter " + spec.name()
                    + ": write host-name=NAME: this machine's name cannot be read: " + e.getMessage());
        }
    }

    private Servers servers(FilterSpec spec, Option<List<Endpoint>> setting) {
        return new Servers(spec.name(), spec.places(setting), events, Ticker.SYSTEM);
    }

    private Filter worker(FilterSpec spec, ProcessLimits limits) {
        WorkerRules rules = new WorkerRules(
                spec.name(),
                workers(spec),
                spec.get(WorkerSettings.RECYCLE),
                spec.get(WorkerSettings.IDLE),
                spec.get(WorkerSettings.STATE),
                spec.get(WorkerSettings.FILES));
        return new WorkerFilter(spec.where(), rules, limits.ofLongRunning(), events, watchdog);
    }

    /** How many workers a filter of kind {@code worker} has. */
    static int workers(FilterSpec spec) {
        int number = spec.get(WorkerSettings.WORKERS);
        return number > 0 ? number : Runtime.getRuntime().availableProcessors();
    }

    /** Whether a filter has ended the process, which goes to the log. For the shutdown hook. */
    boolean haveEndedTheProcess() {
        return javaFilters.isPresent() && javaFilters.get().haveEndedTheProcess();
    }

    /** Hands what filters have left for the log to it. */
    void close() {
        // No lambda: at the stop of any process it would load the class.
        if (javaFilters.isPresent()) {
            javaFilters.get().close();
        }
    }
}
