package postprox.filter.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import postprox.filter.Filter;
import postprox.filter.command.CommandFilter;

/** A command, which a shell runs for each message. */
final class CommandPeer implements Peer {
    private final Path script;
    private final Filter filter;

    CommandPeer(Path directory) {
        this.script = directory.resolve("filter.sh");
        this.filter = new CommandFilter("exec sh " + script);
    }

    @Override
    public Filter filter() {
        return filter;
    }

    /** A command says one thing, by its exit status. */
    @Override
    public Set<Behaviour> foreign() {
        return Set.of(Behaviour.ANSWERS_TWICE);
    }

    @Override
    public void behave(Behaviour behaviour) throws IOException {
        Path next = Files.writeString(script.resolveSibling("next"), text(behaviour));
        Files.move(next, script, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        if (behaviour == Behaviour.IS_NOT_THERE) {
            Files.delete(script);
        }
    }

    private static String text(Behaviour behaviour) {
        return switch (behaviour) {
            case ACCEPTS -> "exit 0";
            case REFUSES -> "echo '554 " + REFUSAL + "' >&2; exit 1";
            case REFUSES_WITH_DIGEST -> "echo \"554 5.7.1 $(sha256sum < \"$EMAIL\")\" >&2; exit 1";
            case EDITS -> "echo 'insert 0 " + FIELD + "' > \"$EDITS\"";
            case HANGS -> "exec sleep 1000";
            case DIES -> "kill -9 $$";
            case FLOODS -> "exec yes 'no end' >&2";
            case ANSWERS_LATE -> "sleep 3; echo '554 late' >&2; exit 1";
            case TALKS_NONSENSE -> "exit 77";
            case ANSWERS_TWICE, IS_NOT_THERE -> "";
        };
    }

    @Override
    public void close() {
        // Each command ends with its message.
    }
}
