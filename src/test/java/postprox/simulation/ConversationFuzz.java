package postprox.simulation;

import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.testkit.FuzzInput;

/**
 * A whole session in the simulated world, in which the input is all that the client says, and all that is left to chance:
 * what next hop, filter and disk do, and when.
 */
public final class ConversationFuzz {
    private static final int BYTE = 256;

    private ConversationFuzz() {}

    /** The first byte says how many decisions come behind it; the rest is the client's. */
    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        FuzzInput decisions = parts.first(parts.number(BYTE));
        String said = parts.text();
        try (Simulation simulation = new Simulation()) {
            Simulation.Result result = simulation.run(
                    new Chance(end -> decide(decisions, end)), (_, chance, _) -> script(said, chance), false);
            same("promises are kept", result.complaints(), List.of());
        }
    }

    /** By as many bytes as it takes. Zeros, and no bytes at all, are the highest number, which is the usual course. */
    private static int decide(FuzzInput decisions, int end) {
        long value = 0;
        for (long range = 1; range < end; range *= BYTE) {
            value = value * BYTE + decisions.number(BYTE);
        }
        return (int) (end - 1 - value % end);
    }

    /** Lines one behind the other, with pauses here and there, in which all that was said is answered. */
    private static List<Step> script(String said, Chance chance) {
        List<Step> steps = new ArrayList<>();
        for (int at = 0; at < said.length(); ) {
            int end = said.indexOf('\n', at) + 1;
            int next = end == 0 ? said.length() : end;
            steps.add(new Step.Say(said.substring(at, next), 0));
            if (chance.oneIn(6)) {
                steps.add(new Step.Pause(Duration.ofSeconds(chance.between(1, 400))));
            }
            at = next;
        }
        if (chance.oneIn(6)) {
            steps.add(chance.between(0, steps.size()), new Step.Leave(Script.wayToLeave(chance)));
        }
        return steps;
    }
}
