package postprox.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The steps of a client as they are made up, in its manner. Not thread-safe. */
final class Script {
    private static final Duration SHORT = Duration.ofSeconds(50);

    private static final List<Fault> WAYS_TO_LEAVE = List.of(
            Fault.CLIENT_LEFT, Fault.CLIENT_LEFT, Fault.CLIENT_HALF_CLOSED, Fault.CLIENT_RESET, Fault.CLIENT_DEAF);

    private final World world;
    private final Chance chance;
    private final List<Step> steps = new ArrayList<>();
    private final boolean eager;
    private final boolean groups;
    private int number;

    Script(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        this.eager = chance.oneIn(12);
        this.groups = chance.oneIn(2);
        if (eager) {
            world.fault(Fault.CLIENT_EAGER);
        }
    }

    List<Step> steps() {
        return steps;
    }

    /** Whether the client waits for no reply. */
    boolean isEager() {
        return eager;
    }

    /** One that was never given before: what bears it can be told from all else. */
    int number() {
        return ++number;
    }

    void fault(Fault fault) {
        world.fault(fault);
    }

    /** A command that brings a reply. */
    void say(String command) {
        say(command, 1);
    }

    void say(String bytes, int replies) {
        if (chance.oneIn(10)) {
            pause(SHORT);
        }
        steps.add(new Step.Say(bytes, replies));
    }

    void sayAfter(int code, String bytes) {
        steps.add(new Step.SayAfter(code, bytes));
    }

    /** A command that a group may go on behind. */
    void sayInGroup(String command) {
        say(command);
        if (!groups) {
            await();
        }
    }

    void await() {
        if (!eager) {
            waitForAll();
        }
    }

    /** Waits for all replies, also where it is in a hurry. */
    void waitForAll() {
        steps.add(new Step.Await());
    }

    void pause(Duration longest) {
        steps.add(new Step.Pause(chance.delay(longest)));
    }

    void leave() {
        steps.add(new Step.Leave(wayToLeave(chance)));
    }

    /** Goes away somewhere among its steps. */
    void leaveSomewhere() {
        steps.add(chance.below(steps.size()), new Step.Leave(wayToLeave(chance)));
    }

    static Fault wayToLeave(Chance chance) {
        return chance.of(WAYS_TO_LEAVE);
    }
}
