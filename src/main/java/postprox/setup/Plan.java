package postprox.setup;

import java.util.List;
import java.util.Optional;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/**
 * The lines that a set-up changes in master.cf, and what they mean. main.cf stays as it is.
 *
 * @param postfix  the configuration as it is
 * @param request  what was asked for
 * @param ports    postprox's own port, and that of the server behind it
 * @param rows     what becomes of each way of mail, for people
 * @param texts    the text of master.cf, step by step
 * @param isBehind whether the server behind the filter is one of the new services
 * @param services how many services are new
 * @param changed  the services that are changed
 * @param door     the inet service that a test message goes to; empty if none listens on a port
 */
record Plan(
        Postfix postfix,
        Request request,
        Ports ports,
        List<Row> rows,
        Steps texts,
        boolean isBehind,
        int services,
        List<Service> changed,
        Optional<Service> door) {
    /**
     * A row of the plan.
     *
     * @param subject what it is about, such as {@code port 25}
     * @param plan    what will be
     * @param choice  what else there is to choose, or to know; empty if nothing
     */
    record Row(String subject, String plan, String choice) {}

    /**
     * The text of master.cf, step by step.
     *
     * @param before   as it is
     * @param added    with the new services, which nobody uses yet
     * @param complete with all that the set-up changes
     */
    record Steps(String before, String added, String complete) {}
}
