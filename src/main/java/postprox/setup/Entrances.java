package postprox.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/**
 * The services by which mail comes into Postfix.
 *
 * @param fronts     the smtpd services for others' mail. Behind postscreen(8) this is {@code smtpd/pass}
 * @param submission the smtpd services for users' mail
 * @param others     further smtpd services that other machines can reach
 * @param postscreen whether postscreen(8) stands in front
 */
record Entrances(List<Service> fronts, List<Service> submission, List<Service> others, boolean postscreen) {
    private static final int SMTP = 25;
    private static final List<Integer> SUBMISSION = List.of(587, 465);

    /**
     * Finds them.
     *
     * @param names the names of the fronts; empty for what listens on port 25
     */
    static Entrances of(Postfix postfix, List<String> names) throws SetupRefused {
        boolean postscreen = names.isEmpty()
                && postfix.servicesOf("postscreen").stream()
                        .anyMatch(service -> service.port().orElse(0) == SMTP);
        List<Service> fronts = new ArrayList<>();
        List<Service> submission = new ArrayList<>();
        List<Service> others = new ArrayList<>();
        for (Service service : postfix.servicesOf("smtpd")) {
            int port = service.port().orElse(0);
            boolean isFront = names.isEmpty()
                    ? (postscreen ? service.type().equals("pass") : port == SMTP)
                    : names.contains(service.name());
            if (isFront) {
                fronts.add(service);
            } else if (SUBMISSION.contains(port)) {
                submission.add(service);
            } else if (service.isInet() && !service.isOnLoopback()) {
                others.add(service);
            }
        }
        if (fronts.isEmpty()) {
            throw new SetupRefused(noFront(postfix, names, postscreen));
        }
        return new Entrances(fronts, submission, others, postscreen);
    }

    private static String noFront(Postfix postfix, List<String> names, boolean postscreen) {
        String file = postfix.directory().resolve("master.cf").toString();
        if (!names.isEmpty()) {
            return file + " has no smtpd service named " + String.join(" or ", names)
                    + ": --front takes the first word of its line";
        }
        return postscreen
                ? file
                        + " has postscreen on port 25 and no line 'smtpd pass ... smtpd', to which postscreen would pass mail on"
                : file
                        + " has no smtpd on port 25: if mail comes in by another port, name the first word of its line, --front NAME";
    }

    /** The first front, which a test message goes to, as an inet service: postscreen's own if there is one. */
    Optional<Service> door(Postfix postfix) {
        return postscreen
                ? postfix.servicesOf("postscreen").stream()
                        .filter(service -> service.port().orElse(0) == SMTP)
                        .findFirst()
                : fronts.stream().filter(Service::isInet).findFirst();
    }
}
