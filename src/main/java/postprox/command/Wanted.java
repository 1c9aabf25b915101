package postprox.command;

import static postprox.config.WatchOptions.ACCEPTED;
import static postprox.config.WatchOptions.DEFERRED;
import static postprox.config.WatchOptions.FAILED;
import static postprox.config.WatchOptions.FROM;
import static postprox.config.WatchOptions.REFUSED;
import static postprox.config.WatchOptions.TO;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import postprox.config.Configuration;
import postprox.config.Option;
import postprox.journal.Fate;
import postprox.journal.Story;
import postprox.json.JsonObject;

/**
 * Which messages of a log are wanted.
 *
 * @param fates  those with one of these fates; all if it is empty and no failed ones are asked for
 * @param failed those for which a filter failed
 * @param from   part of the sender's address, in small letters
 * @param to     part of a recipient's address
 */
record Wanted(Set<Fate> fates, boolean failed, Optional<String> from, Optional<String> to) {
    static Wanted by(Configuration configuration) {
        Set<Fate> fates = EnumSet.noneOf(Fate.class);
        if (configuration.get(ACCEPTED)) {
            fates.add(Fate.ACCEPTED);
        }
        if (configuration.get(REFUSED)) {
            fates.add(Fate.REFUSED);
        }
        if (configuration.get(DEFERRED)) {
            fates.add(Fate.DEFERRED);
        }
        return new Wanted(fates, configuration.get(FAILED), part(configuration, FROM), part(configuration, TO));
    }

    private static Optional<String> part(Configuration configuration, Option<String> option) {
        return configuration
                .find(option)
                .map(bytes -> small(new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    boolean has(Story story) {
        boolean isAny = fates.isEmpty() && !failed;
        boolean isFailed = failed && story.failure().isPresent();
        JsonObject fields = story.event().fields();
        return (isAny || isFailed || fates.contains(story.fate()))
                && from.map(part -> small(fields.text("sender")).contains(part)).orElse(true)
                && to.map(part -> fields.texts("recipients").stream()
                                .anyMatch(one -> small(one).contains(part)))
                        .orElse(true);
    }
}
