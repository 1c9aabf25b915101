package postprox.setup;

import java.util.List;
import java.util.Optional;

/**
 * What the administrator wants of a set-up.
 *
 * @param proxy      the proxy's command
 * @param user       the user that the proxy and its filter run as
 * @param place      where the filter stands
 * @param submission whether it also gets what users submit, on ports 587 and 465
 * @param local      whether it also gets what programs of this machine send by sendmail(1); only behind the queue
 * @param milters    what becomes of Postfix's own milters where the filter stands before the queue; empty if nobody has said so
 * @param fronts     the names of the services to filter, in the place of those on port 25; empty for these
 * @param firstPort  the first of two ports to take; empty to look for free ones
 */
public record Request(
        Proxy proxy,
        String user,
        Place place,
        boolean submission,
        boolean local,
        Optional<Milters> milters,
        List<String> fronts,
        Optional<Integer> firstPort) {
    /** Where the filter stands. */
    public enum Place {
        BEFORE_QUEUE,
        AFTER_QUEUE
    }

    /** What becomes of smtpd_milters: an smtpd that has an smtpd_proxy_filter shows them no content. */
    public enum Milters {
        /** The server behind the filter asks them. To them, each client is this machine. */
        BEHIND,
        /** Nobody asks them about this mail. */
        OFF
    }

    /**
     * The command of the proxy, as spawn(8) is to run it, without the next hop.
     *
     * @param words     the program and its options; none if postprox listens itself, as a service of systemd(1)
     * @param filter    the filter, for people
     * @param onFailure what happens if the filter fails, for people
     */
    public record Proxy(List<String> words, String filter, String onFailure) {
        /** Whether postprox listens itself, so that Postfix starts none. */
        public boolean isService() {
            return words.isEmpty();
        }

        /** The words as master.cf has them: one with blanks stands in braces, since Postfix knows no quotes. */
        String argv() {
            return String.join(
                    " ",
                    words.stream()
                            .map(word -> word.isEmpty() || word.contains(" ") || word.contains("\t")
                                    ? "{" + word + "}"
                                    : word)
                            .toList());
        }
    }
}
