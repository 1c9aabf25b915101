package postprox.net;

import java.util.List;
import postprox.time.Deadline;

/** The roster of a next hop that is one address. A session makes no object for it. */
final class OneServer implements Roster {
    private final Server[] all;

    OneServer(Server server) {
        this.all = new Server[] {server};
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
        return List.of(all[0].health().state());
    }

    /** None: each session tries it in any case. */
    @Override
    public List<Server> toTry() {
        return List.of();
    }
}
