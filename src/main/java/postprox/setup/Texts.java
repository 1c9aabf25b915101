package postprox.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    static List<Plan.Row> rows(Postfix postfix, Request request, Entrances entrances, Ports ports, String next) {
        boolean isBefore = request.place() == Request.Place.BEFORE_QUEUE;
        String asks = isBefore ? "will ask postprox" : "will go to postprox from the queue";
        List<Plan.Row> rows = new ArrayList<>();
        for (Service front : entrances.fronts()) {
            rows.add(new Plan.Row(
                    subject(front, entrances), asks, "at most " + postfix.processLimit(front) + " at once"));
        }
        for (Service submission : entrances.submission()) {
            rows.add(
                    request.submission()
                            ? new Plan.Row(subject(submission, entrances), asks, "")
                            : new Plan.Row(
                                    subject(submission, entrances), "not filtered", "include it with --submission"));
        }
        for (Service other : entrances.others()) {
            rows.add(
                    new Plan.Row(subject(other, entrances), "not filtered", "include it: " + fronts(entrances, other)));
        }
        rows.add(ofLocalMail(request, isBefore));
        rows.addAll(
                ofPorts(ports, Entries.in(postfix), request.proxy().isService(), isBefore && !next.isEmpty(), next));
        if (isBefore && !postfix.parameter("content_filter").isEmpty()) {
            rows.add(new Plan.Row("then", "to " + postfix.parameter("content_filter") + ", as now", "content_filter"));
        } else if (!isBefore && !next.isEmpty()) {
            rows.add(new Plan.Row("then", "to " + next + ", as now", "content_filter"));
        }
        if (request.proxy().isService()) {
            rows.add(new Plan.Row(
                    "service", "systemctl enable --now postprox.socket", "ports: systemctl edit, see install.md"));
        }
        rows.add(new Plan.Row(
                "filter",
                request.proxy().filter(),
                "runs as " + (request.proxy().isService() ? "the service's user" : "user " + request.user())));
        rows.add(new Plan.Row("if it fails", request.proxy().onFailure(), ""));
        if (!isBefore) {
            rows.add(new Plan.Row("refusals", "the sender gets a bounce", "before the queue, the client hears them"));
        }
        return rows;
    }

    /** The options that name the fronts and one more service. */
    private static String fronts(Entrances entrances, Service other) {
        return Stream.concat(entrances.fronts().stream(), Stream.of(other))
                .map(service -> "--front " + service.name())
                .collect(Collectors.joining(" "));
    }

    private static Plan.Row ofLocalMail(Request request, boolean isBefore) {
        if (request.local()) {
            return new Plan.Row("sendmail(1)", "will go to postprox from the queue", "");
        }
        return new Plan.Row(
                "sendmail(1)", "not filtered", isBefore ? "only --after-queue can" : "include it with --local");
    }

    private static List<Plan.Row> ofPorts(
            Ports ports, Entries entries, boolean isService, boolean isBetween, String next) {
        List<Plan.Row> rows = new ArrayList<>();
        ports.taken().forEach((port, owner) -> rows.add(new Plan.Row("port " + port, "taken by " + owner, "")));
        rows.add(
                isService
                        ? new Plan.Row(
                                "port " + ports.proxy(),
                                "postprox listens by itself, next hop "
                                        + (isBetween ? next : entries.at(ports.after())),
                                "another port: --port N")
                        : new Plan.Row("port " + ports.proxy(), "postprox", "other ports: --port N"));
        rows.add(
                isBetween
                        ? new Plan.Row("then", "to " + next + ", the filter that is there now", "smtpd_proxy_filter")
                        : new Plan.Row("port " + ports.after(), "Postfix behind postprox", ""));
        return rows;
    }

    private static String subject(Service service, Entrances entrances) {
        if (service.port().isPresent()) {
            return "port " + service.port().getAsInt();
        }
        return entrances.postscreen() && service.type().equals("pass") ? "port 25" : service.label();
    }
}
