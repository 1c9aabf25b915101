package postprox.filter.contract;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.testkit.Ports;
import postprox.time.Ticker;

/**
 * A port of TCP on which a peer's service listens or does not.
 *
 * @param <S> the service
 */
final class ServicePort<S extends Closeable> implements Closeable {
    private final int number = Ports.free();
    private final Start<S> start;
    private Optional<S> service = Optional.empty();

    @FunctionalInterface
    interface Start<S> {
        S onPort(int port) throws IOException;
    }

    ServicePort(Start<S> start) {
        this.start = start;
    }

    int number() {
        return number;
    }

    /** The servers of a filter that asks this one alone. */
    Servers servers(String name) {
        return new Servers(name, List.of(new Endpoint.Tcp("127.0.0.1", number)), _ -> {}, Ticker.SYSTEM);
    }

    /** The service, which listens from now on. */
    S listening() throws IOException {
        if (service.isEmpty()) {
            service = Optional.of(start.onPort(number));
        }
        return service.get();
    }

    /** Nobody listens from now on. */
    @Override
    public void close() throws IOException {
        if (service.isPresent()) {
            service.get().close();
            service = Optional.empty();
        }
    }
}
