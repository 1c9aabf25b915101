package postprox.world;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import postprox.filter.Filter;
import postprox.filter.milter.MilterFilter;
import postprox.filter.milter.MilterRules;
import postprox.filter.milter.Offer;
import postprox.filter.milter.SomeRefused;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.smtp.Xforward.Attribute;

/** Filters of kind milter that ask milters of Debian's, and messages for them. */
final class MilterBench extends FilterBench {
    MilterBench() throws IOException {}

    /** A filter that asks these milters. */
    Filter filter(Milter... milters) {
        return filter("postprox", milters);
    }

    /** A filter of a stream of mail with a name of its own. */
    Filter filter(String daemonName, Milter... milters) {
        return filter(daemonName, Stream.of(milters).map(Milter::endpoint).toList());
    }

    Filter filter(String daemonName, List<Endpoint> places) {
        return new MilterFilter(
                servers("milter", places),
                dialer,
                new MilterRules("mx.example.com", daemonName, Offer.POSSIBLE, SomeRefused.REJECT));
    }

    @Override
    Envelope envelope() {
        return new Envelope(
                "s3ss10n",
                "a@example.org",
                List.of("b@example.com"),
                "client.example.net",
                Map.of(Attribute.NAME, "client.example.net", Attribute.ADDR, "192.0.2.7", Attribute.PORT, "4711"));
    }

    @Override
    String passing(String text, Filter... filters) {
        return super.passing(text, filters).replace("\r\n", "\n");
    }
}
