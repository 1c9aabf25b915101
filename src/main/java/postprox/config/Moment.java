package postprox.config;

import java.time.Instant;
import java.time.ZoneId;

/** An instant as a person writes it, who means it of the present day, or counts it from now. */
@FunctionalInterface
public interface Moment {
    /** The instant. */
    Instant at(Instant now, ZoneId zone);
}
