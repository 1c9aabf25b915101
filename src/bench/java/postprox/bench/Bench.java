package postprox.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.plan.BadInput;
import postprox.bench.plan.PlanText;
import postprox.bench.report.Findings;
import postprox.bench.report.Machine;
import postprox.bench.report.PerformancePage;

/** {@code ./bench}: runs the cases that are asked for, one after the other. */
final class Bench {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int SYSTEM = 3;

    private static final String PLAN = "plan";

    private final Path checkout;
    private final Arguments arguments;
    private volatile boolean stopped;

    private Bench(Path checkout, Arguments arguments) {
        this.checkout = checkout;
        this.arguments = arguments;
    }

    public static void main(String[] words) throws InterruptedException {
        List<String> all = List.of(words);
        System.exit(
                !all.isEmpty() && all.getFirst().equals(PLAN)
                        ? plan(all.subList(1, all.size()))
                        : run(Path.of(System.getProperty("postprox.home")), all));
    }

    private static int plan(List<String> words) {
        try {
            System.out.print(PlanText.of(words));
            return OK;
        } catch (BadInput e) {
            complain("plan: " + e.advice());
            return USAGE;
        }
    }

    private static int run(Path checkout, List<String> words) throws InterruptedException {
        try {
            Arguments arguments = Arguments.parse(words);
            if (arguments.cases().contains(Case.POSTFIX) && !Peers.isRoot()) {
                complain("case " + Case.POSTFIX.word() + " needs root, as Postfix does; without it: name the others:\n"
                        + Case.list().stripTrailing());
                return SYSTEM;
            }
            return new Bench(checkout, arguments).measureAll();
        } catch (Arguments.UsageException e) {
            complain(e.advice());
            return USAGE;
        } catch (IOException e) {
            complain("cannot read the machine's description or write the results: " + e);
            return SYSTEM;
        }
    }

    /** A case that fails leaves the others their turn. */
    private int measureAll() throws IOException, InterruptedException {
        int status = OK;
        String circumstances = new Machine(checkout).description();
        for (Case one : arguments.cases()) {
            System.err.println("bench: " + one.word() + " ...");
            try {
                Findings findings = measure(one);
                System.out.println("\n" + one.word() + "\n\n" + findings.table().text());
                if (!arguments.quick()) {
                    new PerformancePage(checkout).write(one.word(), findings, circumstances);
                }
            } catch (MeasurementException e) {
                if (stopped) {
                    return FAILED;
                }
                complain(one.word() + ": " + e.getMessage());
                status = FAILED;
            }
        }
        System.out.println(circumstances);
        return status;
    }

    private Findings measure(Case one) throws MeasurementException, InterruptedException {
        try (Lab lab = Lab.open(checkout)) {
            // On Ctrl-C, too, nothing of ours goes on.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(lab), "stop"));
            return one.measure(lab, arguments.quick() ? Pace.QUICK : Pace.FULL);
        }
    }

    private void stop(Lab lab) {
        stopped = true;
        lab.close();
    }

    private static void complain(String message) {
        System.err.println("bench: " + message);
    }
}
