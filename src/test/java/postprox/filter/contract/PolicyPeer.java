package postprox.filter.contract;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.policy.PolicyFilter;
import postprox.filter.policy.RequestState;
import postprox.testkit.Connection;
import postprox.testkit.ScriptedService;
import postprox.testkit.TestWatchdog;

/** A policy service on a socket, which looks at each request how it is to behave. */
final class PolicyPeer extends ServicePeer<ScriptedService> {
    private static final String FLOOD = "x".repeat(8192);

    private final Filter filter;
    private volatile Behaviour behaviour = Behaviour.IS_NOT_THERE;

    PolicyPeer() throws IOException {
        super(ScriptedService::onPort);
        behave(Behaviour.ACCEPTS);
        this.filter = new PolicyFilter(port.servers("policy"), RequestState.END_OF_MESSAGE, TestWatchdog.running());
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** A service does not see the content. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.REFUSES_WITH_DIGEST);
    }

    @Override
    void behave(ScriptedService service, Behaviour next) {
        behaviour = next;
        service.behave(this::serve);
    }

    private void serve(Connection connection) throws IOException {
        for (Optional<String> line = connection.nextLine(); line.isPresent(); line = connection.nextLine()) {
            if (line.get().isEmpty()) {
                answer(connection);
            }
        }
    }

    private void answer(Connection connection) throws IOException {
        switch (behaviour) {
            case ACCEPTS -> connection.say("action=DUNNO\n\n");
            case REFUSES -> connection.say("action=554 " + REFUSAL + "\n\n");
            case EDITS -> connection.say("action=PREPEND " + FIELD + "\n\n");
            case HANGS, REFUSES_WITH_DIGEST -> {
                // It says nothing.
            }
            case DIES, IS_NOT_THERE -> connection.close();
            case FLOODS -> {
                connection.say("action=REJECT ");
                while (true) {
                    connection.say(FLOOD);
                }
            }
            case ANSWERS_LATE -> {
                connection.awaitEnd();
                connection.say("action=REJECT late\n\n");
            }
            case TALKS_NONSENSE -> connection.say("250 2.0.0 Ok\n\n");
            case ANSWERS_TWICE -> connection.say("action=DUNNO\n\naction=REJECT\n\n");
        }
    }
}
