package postprox.fuzz;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What Jazzer calls with one input after the other. It finds this class and its method by their names. */
public final class Fuzz {
    private static final List<FuzzTarget> ALL = List.of(FuzzTarget.values());

    private static final Optional<FuzzTarget> ONLY =
            Optional.ofNullable(System.getProperty("postprox.fuzz")).map(FuzzTarget::named);

    private Fuzz() {}

    /** One input; where no target is named, its first byte chooses one. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (ONLY.isPresent()) {
            ONLY.get().attack(input);
        } else if (input.length > 0) {
            ALL.get((input[0] & 0xFF) % ALL.size()).attack(Arrays.copyOfRange(input, 1, input.length));
        }
    }

    /** The input that is this one for a target where none is named. */
    static byte[] choosing(FuzzTarget target, byte[] input) {
        byte[] chosen = new byte[input.length + 1];
        chosen[0] = (byte) ALL.indexOf(target);
        System.arraycopy(input, 0, chosen, 1, input.length);
        return chosen;
    }
}
