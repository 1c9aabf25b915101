package postprox.setup;

import java.util.ArrayList;
import java.util.List;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/** The texts of a plan. */
final class Texts {
    private Texts() {}

    /** What an administrator who has milters must decide, and why. */
    static String ofMilters(List<String> milters) {
        return "Postfix asks milters (smtpd_milters = " + String.join(", ", milters)
                + "), and an smtpd with a filter before the queue"
                + " shows them no content. Choose one:\n"
                + "  --after-queue     they go on as they are; what the filter refuses then is bounced, since the client is gone\n"
                + "  --milters behind  the server behind the filter asks them; to them, each client is this machine, so a signer"
                + " would sign strangers' mail and a spam filter would trust it, unless its configuration says otherwise\n"
                + "  --milters off     nobody asks them about this mail. postprox can ask them itself, with the client's true"
                + " address: [filter NAME] with filter = milter:PLACE in its configuration file";
    }

    /** What becomes of each way into Postfix. */
    static List<Plan.Row> rows(Postfix postfix, Request request, Entrances entrances, Ports ports) {
        List<Plan.Row> rows = new ArrayList<>();
        boolean isBefore = request.place() == Request.Place.BEFORE_QUEUE;
        String asks = isBefore ? "will ask postprox" : "will go to postprox from the queue";
        for (Service front : entrances.fronts()) {
            rows.add(new Plan.Row(subject(front), asks, "at most " + postfix.processLimit(front) + " at once"));
        }
        for (Service submission : entrances.submission()) {
            rows.add(
                    request.submission()
                            ? new Plan.Row(subject(submission), asks, "")
                            : new Plan.Row(subject(submission), "not filtered", "include it with --submission"));
        }
        for (Service other : entrances.others()) {
            rows.add(new Plan.Row(
                    subject(other),
                    "not filtered",
                    "include it with --front " + other.name() + ", and --front for" + " each of the others"));
        }
        rows.add(ofLocalMail(request, isBefore));
        for (String taken : ports.taken()) {
            rows.add(new Plan.Row("ports", taken, ""));
        }
        rows.add(new Plan.Row(
                "ports", ports.proxy() + " for postprox, " + ports.after() + " for Postfix behind it", "--port N"));
        rows.add(new Plan.Row("filter", request.proxy().filter(), "runs as user " + request.user()));
        rows.add(new Plan.Row("if it fails", request.proxy().onFailure(), ""));
        if (!isBefore) {
            rows.add(new Plan.Row("refusals", "the sender gets a bounce", "before the queue, the client hears them"));
        }
        return rows;
    }

    private static Plan.Row ofLocalMail(Request request, boolean isBefore) {
        if (request.local()) {
            return new Plan.Row("sendmail(1)", "will go to postprox from the queue", "");
        }
        return new Plan.Row(
                "sendmail(1)", "not filtered", isBefore ? "only --after-queue can" : "include it with --local");
    }

    private static String subject(Service service) {
        return service.port().isPresent() ? "port " + service.port().getAsInt() : service.label();
    }
}
