package postprox.simulation;

import java.time.Duration;

/** What a simulated client does next. */
sealed interface Step {
    /**
     * Says something.
     *
     * @param bytes   one byte a character
     * @param replies how many replies it should bring
     */
    record Say(String bytes, int replies) implements Step {}

    /** Says something only if the last reply had this code, as content after 354 and the next step of AUTH after 334. */
    record SayAfter(int code, String bytes) implements Step {}

    /** Waits for all replies that are owed. */
    record Await() implements Step {}

    /** Does nothing for a time. */
    record Pause(Duration time) implements Step {}

    /** Goes away. */
    record Leave(Fault how) implements Step {}
}
