package postprox.filter.contract;

import java.io.Closeable;
import java.io.IOException;

/**
 * A service on a port of TCP.
 *
 * @param <S> the service, which listens unless it is told not to be there
 */
abstract class ServicePeer<S extends Closeable> implements Peer {
    final ServicePort<S> port;

    ServicePeer(ServicePort.Start<S> start) {
        this.port = new ServicePort<>(start);
    }

    @Override
    public void behave(Behaviour behaviour) throws IOException {
        if (behaviour == Behaviour.IS_NOT_THERE) {
            port.close();
        } else {
            behave(port.listening(), behaviour);
        }
    }

    /** How the service behaves on connections that begin from now on. */
    abstract void behave(S service, Behaviour behaviour);

    @Override
    public void close() throws IOException {
        port.close();
    }
}
