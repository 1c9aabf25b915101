package postprox.net;

import java.net.SocketAddress;
import java.util.List;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The roster of a next hop that is one address. A session makes no object for it. */
final class OneServer implements Roster {
    private final Server[] all;

    OneServer(Server server) {
        this.all = new Server[] {server};
    }

    /** A server of which nothing is known yet. */
    static OneServer at(String place, SocketAddress address, Ticker ticker) {
        return new OneServer(Server.at(place, address, ticker));
    }

    @Override
    public Server[] inOrder(Deadline limit) {
        return all;
    }

    @Override
    public List<Server> known() {
        return List.of(all);
    }

    @Override
    public List<HopState> states() {
        return List.of(all[0].state());
    }

    @Override
    public boolean isTroubled() {
        return all[0].isDown();
    }

    /** None: each session tries it in any case. */
    @Override
    public List<Server> toTry() {
        return List.of();
    }
}
