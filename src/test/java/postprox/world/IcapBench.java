package postprox.world;

import java.io.IOException;
import java.util.List;
import postprox.filter.Filter;
import postprox.filter.icap.IcapFilter;
import postprox.filter.icap.IcapMeaning;
import postprox.filter.icap.IcapRules;
import postprox.filter.icap.Method;
import postprox.filter.icap.OnRedirect;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.testkit.TestWatchdog;
import postprox.time.Watchdog;

/** Debian's c-icap over a clamd, filters of kind icap that ask it, and messages for them. */
final class IcapBench extends FilterBench {
    final Clamd clamd = Clamd.start(workspace);

    private final Watchdog watchdog = TestWatchdog.running();

    IcapBench() throws IOException {
        atEnd(clamd::close);
        clamd.await();
    }

    /** A c-icap that is ready, with more lines in its configuration. */
    CIcap cIcap(String... lines) {
        return start("c-icap", lines);
    }

    /** Another one. */
    CIcap second() {
        return start("second");
    }

    private CIcap start(String name, String... lines) {
        CIcap made = CIcap.start(workspace, name, clamd, lines);
        atEnd(made::close);
        made.await();
        return made;
    }

    Filter filter(CIcap cIcap, String service) {
        return filter(List.of(cIcap.place()), service, Method.AUTO, false);
    }

    Filter filter(List<Endpoint> places, String service, Method method, boolean previews) {
        IcapFilter made = new IcapFilter(
                servers("icap", places),
                new IcapRules(
                        service,
                        method,
                        previews,
                        "message/rfc822",
                        false,
                        new IcapMeaning(
                                new VirusRules("Message contains a virus (%v)", OnFinding.REJECT, OnFinding.REJECT),
                                OnRedirect.FAIL)),
                clock,
                watchdog);
        atEnd(made::close);
        return made;
    }
}
