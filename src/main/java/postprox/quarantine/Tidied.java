package postprox.quarantine;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What a tidying-up of the quarantine has done.
 *
 * @param before     the first day, in UTC, whose messages are not too old
 * @param expired    the number of messages that it removed since they were too old
 * @param unfinished the number of messages that it removed since a killed process had not finished them
 * @param incomplete the number of messages of which one file is missing; they stay until they are too old
 * @param trouble    why something could not be removed
 */
public record Tidied(LocalDate before, int expired, int unfinished, int incomplete, Optional<String> trouble) {}
