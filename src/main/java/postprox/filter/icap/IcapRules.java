package postprox.filter.icap;

/**
 * How a service is asked, and what its answers mean.
 *
 * @param service     the path of the service, with its arguments
 * @param method      how it gets messages
 * @param previews    whether it gets the beginning of a message first, if it wants that
 * @param contentType what it is told that a message is
 * @param modifies    whether another text that it returns passes in place of the message
 */
public record IcapRules(
        String service, Method method, boolean previews, String contentType, boolean modifies, IcapMeaning meaning) {}
