package postprox.filter.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.filter.worker.WorkerFilter;
import postprox.filter.worker.WorkerRules;
import postprox.testkit.TestWatchdog;

/** A worker in sh, which looks at each request how it is to behave. */
final class WorkerPeer implements Peer {
    private static final String LOOP = """
            while IFS= read -r line; do
                case $line in
                    email=*) email=${line#email=} ;;
                    '') . "${0%/*}/behaviour" ;;
                esac
            done
            """;

    private final Path script;
    private final Filter filter;

    WorkerPeer(Path directory) {
        this.script = directory.resolve("worker.sh");
        WorkerRules rules =
                new WorkerRules("worker", 2, 1000, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, true);
        this.filter = new WorkerFilter("exec sh " + script, rules, ProcessLimits.NONE, _ -> {}, TestWatchdog.running());
    }

    @Override
    public Filter filter() {
        return filter;
    }

    @Override
    public Set<Behaviour> foreign() {
        return Set.of();
    }

    @Override
    public void behave(Behaviour behaviour) throws IOException {
        put("behaviour", text(behaviour));
        if (behaviour == Behaviour.IS_NOT_THERE) {
            Files.delete(script);
        } else {
            put("worker.sh", LOOP);
        }
    }

    private void put(String name, String text) throws IOException {
        Path next = Files.writeString(script.resolveSibling("next"), text);
        Files.move(
                next, script.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String text(Behaviour behaviour) {
        return switch (behaviour) {
            case ACCEPTS -> "printf 'action=DUNNO\\n\\n'";
            case REFUSES -> "printf 'action=554 " + REFUSAL + "\\n\\n'";
            case REFUSES_WITH_DIGEST -> "printf 'action=REJECT %s\\n\\n' \"$(sha256sum < \"$email\")\"";
            case EDITS -> "printf 'action=PREPEND " + FIELD + "\\n\\n'";
            case HANGS -> "exec sleep 1000";
            case DIES, IS_NOT_THERE -> "kill -9 $$";
            case FLOODS -> "printf 'action=REJECT '; exec tr '\\0' x < /dev/zero";
            case ANSWERS_LATE -> "sleep 3; printf 'action=REJECT late\\n\\n'";
            case TALKS_NONSENSE -> "printf '250 2.0.0 Ok\\n\\n'";
            case ANSWERS_TWICE -> "printf 'action=DUNNO\\n\\naction=REJECT\\n\\n'";
        };
    }

    @Override
    public void close() {
        filter.close();
    }
}
