package postprox.filter.api;

import java.util.Map;

/** What the administrator says to a filter. Immutable. postprox implements this interface. */
public interface Configuration {
    /** The filter's name in the log. */
    String name();

    /**
     * The filter's options, in the order in which they stand in its setting {@code options}. A name stands in it once. There are
     * none if the setting is not there. A filter should refuse names that it does not know, so that a misspelled one is noticed.
     */
    Map<String, String> options();
}
