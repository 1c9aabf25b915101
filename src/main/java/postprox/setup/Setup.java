package postprox.setup;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import postprox.postfix.Postfix;

/** A set-up of one instance of Postfix: its plan, and what can be done with it. For one thread. */
public final class Setup {
    private static final String MASTER = "master.cf";
    private static final int CONTEXT = 3;

    private final Plan plan;
    private final EditedFile master;

    private Setup(Plan plan, EditedFile master) {
        this.plan = plan;
        this.master = master;
    }

    /**
     * Plans a set-up. Nothing is changed.
     *
     * @throws SetupRefused if it cannot be done; the message says why, and what to do
     */
    public static Setup plan(Postfix postfix, Request request) throws IOException, SetupRefused {
        EditedFile master = new EditedFile(postfix.directory().resolve(MASTER));
        Plan plan = Planner.plan(postfix, master.text(), request);
        try (Preview preview = Preview.of(plan)) {
            preview.requireNothingElseChanged(plan);
        }
        return new Setup(plan, master);
    }

    /** The configuration as it will be, for whoever knows what to look for in it. */
    public Preview preview() throws IOException {
        return Preview.of(plan);
    }

    /** The plan, a line for each way of mail. */
    public String describe() throws IOException {
        StringBuilder text = new StringBuilder(
                "Postfix " + plan.postfix().version() + ", " + plan.postfix().directory() + "\n");
        for (Plan.Row row : plan.rows()) {
            String line = "%-11s %-48s %s".formatted(row.subject(), row.plan(), row.choice());
            text.append(line.stripTrailing()).append('\n');
        }
        Objections.ofOthers(master)
                .ifPresent(objection ->
                        text.append("but         ").append(objection).append('\n'));
        return text.toString();
    }

    /** Each line that is changed, as diff -u shows it. */
    public String diff() {
        List<String> before = plan.texts().before().lines().toList();
        var patch = DiffUtils.diff(before, plan.texts().complete().lines().toList());
        return String.join(
                        "\n",
                        UnifiedDiffUtils.generateUnifiedDiff(
                                master.path().toString(), master.path() + " (with postprox)", before, patch, CONTEXT))
                + "\n";
    }

    /**
     * Carries the plan out, and tests it.
     *
     * @param state     the directory that saves what was before
     * @param test      how it is tested
     * @param force     whether to edit a file that another program writes
     * @param out       takes each line of the report
     * @throws SetupRefused if it could not be done; all is then as it was before
     */
    public void apply(Path state, TestOptions test, boolean force, Consumer<String> out)
            throws IOException, SetupRefused {
        try (StateLock _ = StateLock.in(state)) {
            Optional<String> objection = Objections.toAnyEdit(master);
            if (objection.isEmpty() && !force) {
                objection = Objections.ofOthers(master);
            }
            if (objection.isPresent()) {
                throw new SetupRefused(objection.get());
            }
            Worker.run(new Applying(plan, master, new Applying.Options(state, test), out)::run, out);
        }
    }

    /**
     * The port of the proxy of the latest set-up of an instance; empty if there is none. The lines of its entry must stay as they are, or it
     * cannot be taken back.
     */
    public static OptionalInt savedPort(Path postfix, Path state) throws IOException {
        Optional<SavedSetup> latest = SavedSetup.latest(postfix, state);
        return latest.isPresent() ? OptionalInt.of(latest.get().port()) : OptionalInt.empty();
    }

    /**
     * Takes the latest set-up of an instance back.
     *
     * @param force whether to forget a set-up whose lines somebody has changed, and to change nothing
     * @return whether no mail goes there any more; if not, the set-up is only forgotten
     */
    public static boolean undo(Postfix postfix, Path state, boolean force, Consumer<String> out)
            throws IOException, SetupRefused {
        EditedFile master = new EditedFile(postfix.directory().resolve(MASTER));
        try (StateLock _ = StateLock.in(state)) {
            return new Undoing(postfix, master, out).run(state, force);
        }
    }
}
