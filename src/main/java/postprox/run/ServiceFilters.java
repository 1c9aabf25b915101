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
import postprox.config.SpamdSettings;
import postprox.config.UsageException;
import postprox.config.WorkerSettings;
import postprox.event.Events;
import postprox.filter.Filter;
import postprox.filter.clamd.ClamdFilter;
import postprox.filter.clamd.ClamdMeaning;
import postprox.filter.icap.IcapFilter;
import postprox.filter.icap.IcapMeaning;
import postprox.filter.icap.IcapPlace;
import postprox.filter.icap.IcapRules;
import postprox.filter.milter.MilterFilter;
import postprox.filter.milter.MilterRules;
import postprox.filter.policy.PolicyFilter;
import postprox.filter.rspamd.RspamdFilter;
import postprox.filter.rspamd.RspamdMeaning;
import postprox.filter.service.Servers;
import postprox.filter.spamd.Judgement;
import postprox.filter.spamd.SpamdFilter;
import postprox.filter.spamd.Users;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.posix.OwnProcess;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Makes the filters that ask a service, each from its settings. Those of kind {@code hooks} are made by {@link HooksFilters}. */
final class ServiceFilters {
    private final Events events;
    private final Watchdog watchdog;

    ServiceFilters(Events events, Watchdog watchdog) {
        this.events = events;
        this.watchdog = watchdog;
    }

    Filter policy(FilterSpec spec) {
        return new PolicyFilter(servers(spec, PolicySettings.SERVERS), spec.get(WorkerSettings.STATE), watchdog);
    }

    Filter clamd(FilterSpec spec) {
        VirusRules rules = new VirusRules(
                spec.get(ClamdSettings.TEXT), spec.get(ClamdSettings.ON_ENCRYPTED), spec.get(ClamdSettings.ON_LIMITS));
        return new ClamdFilter(
                servers(spec, ClamdSettings.SERVERS),
                dialer(),
                new ClamdMeaning(rules),
                spec.get(ClamdSettings.STREAM));
    }

    Filter icap(FilterSpec spec) {
        IcapPlace place = IcapPlace.parse(spec.where());
        List<Endpoint> places = new ArrayList<>(List.of(place.server()));
        places.addAll(spec.find(IcapSettings.SERVERS).orElse(List.of()));
        VirusRules viruses = new VirusRules(
                spec.get(IcapSettings.TEXT), spec.get(IcapSettings.ON_ENCRYPTED), spec.get(IcapSettings.ON_LIMITS));
        IcapRules rules = new IcapRules(
                place.service(),
                spec.get(IcapSettings.METHOD),
                spec.get(IcapSettings.PREVIEW),
                spec.get(IcapSettings.CONTENT_TYPE),
                spec.get(IcapSettings.MODIFY),
                new IcapMeaning(viruses, spec.get(IcapSettings.ON_REDIRECT)));
        return new IcapFilter(servers(spec, places), rules, Ticker.SYSTEM, watchdog);
    }

    Filter spamd(FilterSpec spec) {
        Judgement judgement = new Judgement(
                spec.find(SpamdSettings.REJECT_SCORE),
                spec.find(SpamdSettings.TAG_SCORE),
                spec.get(SpamdSettings.TEXT),
                spec.get(SpamdSettings.MARK),
                spec.find(SpamdSettings.SUBJECT_TAG).orElse(""));
        Users users = new Users(spec.find(SpamdSettings.USER).orElse(""), spec.get(SpamdSettings.USER_PER_RECIPIENT));
        return new SpamdFilter(servers(spec, SpamdSettings.SERVERS), dialer(), users, judgement);
    }

    Filter rspamd(FilterSpec spec) {
        RspamdMeaning meaning = new RspamdMeaning(spec.get(RspamdSettings.SPAM_HEADER));
        return new RspamdFilter(servers(spec, RspamdSettings.SERVERS), dialer(), meaning, hostNameIfKnown());
    }

    /** The name of this machine. Without it a filter does without. */
    private static String hostNameIfKnown() {
        try {
            return OwnProcess.hostName();
        } catch (IOException e) {
            return "";
        }
    }

    Filter milter(FilterSpec spec) throws UsageException {
        MilterRules rules = new MilterRules(
                hostName(spec),
                spec.get(MilterSettings.DAEMON_NAME),
                spec.get(MilterSettings.OFFER),
                spec.get(MilterSettings.SOME_REFUSED));
        return new MilterFilter(servers(spec, MilterSettings.SERVERS), dialer(), rules);
    }

    /** The mail server's name. A milter cannot do without. */
    private static String hostName(FilterSpec spec) throws UsageException {
        Optional<String> given = spec.find(MilterSettings.HOST_NAME);
        try {
            return given.isPresent() ? given.get() : OwnProcess.hostName();
        } catch (IOException e) {
            throw new UsageException("filter " + spec.name()
                    + ": write host-name=NAME: this machine's name cannot be read: " + e.getMessage());
        }
    }

    private Servers servers(FilterSpec spec, Option<List<Endpoint>> setting) {
        return servers(spec, spec.places(setting));
    }

    private Servers servers(FilterSpec spec, List<Endpoint> places) {
        return new Servers(spec.name(), places, events, Ticker.SYSTEM);
    }

    private ServiceDialer dialer() {
        return new ServiceDialer(watchdog);
    }
}
