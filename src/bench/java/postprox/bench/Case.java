package postprox.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.report.Findings;

/** What can be measured. */
enum Case {
    LISTEN("listen mode, without a filter and with -c true", true),
    WORKER("a worker that says yes, with and without files", false),
    POLICY("a policy service that says yes", false),
    ADMIN("the cost of metrics, beside the same without them", false),
    CONNECTION("a process for each connection, under a super-server", true),
    FIRST_REPLY("the first reply when nothing is warm", true),
    LARGE("messages of 10 MB", true),
    IDLE("memory of 8,000 idle sessions", false),
    ACTIVE("1,000 sessions that are active at once", false),
    HOSTILE("the usual load beside 1,000 hostile sessions", false),
    LATENCY("what is added to a session at 20% load", false),
    POSTFIX("before the queue of a real Postfix (needs root)", false),
    POSTFIX_FILTERS("kinds of filters before the queue of a real Postfix (needs root)", false),
    SCANNERS("each scanner before a real Postfix, beside its own client and smtpd_milters (needs root)", false),
    RELATIVE("proxsmtpd, a proxy of the same kind in C", false),
    JAVA("filters of kind java, in the JVM itself", false),
    GROWTH_SIZE("growth with the size of messages, 1 KB to 50 MB", false),
    GROWTH_SESSIONS("growth with the number of sessions, 1 to 5,000", false),
    GROWTH_RECIPIENTS("growth with the number of recipients, 1 to 1,000", false),
    CLAMD("the filter clamd: beside no filter, the script of clamdscan, clamd alone", false),
    FLEET("one, two and four processes behind HAProxy, beside one without it", false),
    COSTS("processor time of each part of a fleet, for ./bench plan", false),
    CODEC("the codec alone, by JMH", false);

    private final String description;
    private final boolean quick;

    Case(String description, boolean quick) {
        this.description = description;
        this.quick = quick;
    }

    /** How users name it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Measures it, in a lab of its own. */
    Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        return switch (this) {
            case LISTEN -> ListenCase.measure(lab, pace);
            case WORKER -> WorkerCase.measure(lab, pace);
            case POLICY -> PolicyCase.measure(lab, pace);
            case ADMIN -> AdminCase.measure(lab, pace);
            case CONNECTION -> ConnectionCase.measure(lab, pace);
            case FIRST_REPLY -> FirstReplyCase.measure(lab, pace);
            case LARGE -> LargeCase.measure(lab, pace);
            case IDLE -> IdleCase.measure(lab, pace);
            case ACTIVE -> ActiveCase.measure(lab, pace);
            case HOSTILE -> HostileCase.measure(lab, pace);
            case LATENCY -> LatencyCase.measure(lab, pace);
            case POSTFIX -> PostfixCase.measure(lab, pace);
            case POSTFIX_FILTERS -> PostfixFiltersCase.measure(lab, pace);
            case SCANNERS -> ScannersCase.measure(lab, pace);
            case RELATIVE -> RelativeCase.measure(lab, pace);
            case JAVA -> JavaCase.measure(lab, pace);
            case GROWTH_SIZE -> GrowthCase.measure(lab, pace, GrowthAxis.SIZE);
            case GROWTH_SESSIONS -> GrowthCase.measure(lab, pace, GrowthAxis.SESSIONS);
            case GROWTH_RECIPIENTS -> GrowthCase.measure(lab, pace, GrowthAxis.RECIPIENTS);
            case CLAMD -> ClamdCase.measure(lab, pace);
            case FLEET -> FleetCase.measure(lab, pace);
            case COSTS -> CostsCase.measure(lab, pace);
            case CODEC -> CodecCase.measure(pace);
        };
    }

    static Optional<Case> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** The few that {@code --quick} measures. */
    static List<Case> quickOnes() {
        return Arrays.stream(values()).filter(one -> one.quick).toList();
    }

    /** A line for each. */
    static String list() {
        return Arrays.stream(values())
                .map(one -> String.format("  %-17s %s%n", one.word(), one.description))
                .collect(Collectors.joining());
    }
}
