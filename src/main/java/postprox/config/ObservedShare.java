package postprox.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import postprox.filter.Observation;

/** Whether a filter is only observed: yes, no, or the share of messages that it is shown. */
record ObservedShare() implements Type<Optional<Observation>> {
    @Override
    public Optional<Observation> parse(String text) {
        return switch (text) {
            case Flag.NO -> Optional.empty();
            case Flag.YES -> Optional.of(Observation.OF_ALL);
            default -> Optional.of(new Observation(percent(text)));
        };
    }

    private static int percent(String text) {
        OptionalLong number =
                text.endsWith("%") ? Digits.parse(text.substring(0, text.length() - 1)) : OptionalLong.empty();
        if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > 100) {
            throw new IllegalArgumentException("'" + text + "' is neither yes nor no nor a share from 1% to 100%");
        }
        return Math.toIntExact(number.getAsLong());
    }

    @Override
    public List<String> words() {
        return List.of(Flag.YES, Flag.NO);
    }
}
