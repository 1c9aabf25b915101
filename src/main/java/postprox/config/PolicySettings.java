package postprox.config;

import java.util.List;
import postprox.net.Endpoint;

/** The settings of filters that are policy services. */
public final class PolicySettings {
    public static final Option<List<Endpoint>> SERVERS = ServiceSettings.servers(0);

    static final KindSettings KIND = KindSettings.of(new ServicePlace(SERVERS), WorkerSettings.STATE, SERVERS);

    private PolicySettings() {}
}
