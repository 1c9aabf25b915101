package postprox.config;

import java.nio.file.Path;
import java.util.Optional;

/** A value that is the path of a control socket, or {@code none}. */
record ControlSetting() implements Type<Optional<Path>> {
    static final String NONE = "none";

    @Override
    public Optional<Path> parse(String text) {
        if (text.equals(NONE)) {
            return Optional.empty();
        }
        Path path = new FilePath(completion()).parse(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("'" + text + "' is no path from /, and not none");
        }
        return Optional.of(path);
    }

    @Override
    public Completion completion() {
        return Completion.FILES;
    }
}
