package postprox.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import postprox.world.Installation;
import postprox.world.SubjectFilter;
import postprox.world.Workspace;

/** All clients and all next hops at work. The next hops are served side by side, the clients of each one after the other. */
final class Matrix implements AutoCloseable {
    private final Workspace workspace = Workspace.create();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<MailClient> clients = new ArrayList<>();
    private final ExecutorService runners = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("lane-", 0).factory());

    private Matrix() {
        started.push(workspace);
    }

    /** Starts all programs. */
    static Matrix start() {
        Matrix matrix = new Matrix();
        try {
            matrix.startNextHops();
            matrix.startClients();
            return matrix;
        } catch (AssertionError | RuntimeException e) {
            matrix.close();
            throw e;
        }
    }

    private void startNextHops() {
        Installation installation = Installation.in(workspace, "postprox");
        SubjectFilter filter = SubjectFilter.in(workspace);
        List<Function<Workspace, NextHop>> hops =
                List.of(PostfixHop::new, EximHop::new, OpenSmtpdHop::new, SmtpSinkHop::new);
        for (Function<Workspace, NextHop> start : hops) {
            NextHop hop = start.apply(workspace);
            started.push(hop);
            Lane lane = new Lane(hop, installation, filter);
            started.push(lane);
            lanes.add(lane);
        }
    }

    private void startClients() {
        PostfixClients postfix =
                new PostfixClients(workspace, lanes.stream().map(Lane::port).toList());
        started.push(postfix);
        Shell shell = new Shell(workspace);
        clients.addAll(List.of(
                postfix.smtp(),
                postfix.smtpdProxy(),
                new EximClient(workspace, shell),
                new SwaksClient(shell),
                new CurlClient(shell),
                new MsmtpClient(shell),
                new PythonClient(workspace, shell),
                new AngusClient()));
    }

    List<MailClient> clients() {
        return clients;
    }

    List<NextHop> hops() {
        return lanes.stream().map(Lane::hop).toList();
    }

    /** Starts to send what goes between such clients and next hops; returns what will be known of it. */
    List<Check> send(Predicate<Combination> which, int megabytes) {
        List<Check> checks = new ArrayList<>();
        for (Lane lane : lanes) {
            List<Check> ofLane = checks(lane, which, megabytes);
            checks.addAll(ofLane);
            runners.execute(() -> ofLane.forEach(Check::run));
        }
        return checks;
    }

    private List<Check> checks(Lane lane, Predicate<Combination> which, int megabytes) {
        List<Check> checks = new ArrayList<>();
        for (MailClient client : clients) {
            for (Case what : Case.values()) {
                Combination combination = new Combination(client, lane.hop(), what);
                if (combination.isSpoken() && which.test(combination)) {
                    checks.add(Check.of(combination.toString(), () -> lane.examine(combination, megabytes)));
                }
            }
        }
        checks.add(Check.of(lane.hop().name() + " has one copy of each", lane::assertOneCopyOfEach));
        return checks;
    }

    /** Stops all programs, the last one first. */
    @Override
    public void close() {
        runners.shutdownNow();
        List<Throwable> failures = new ArrayList<>();
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception | AssertionError e) {
                failures.add(e);
            }
        }
        assertThat(failures).isEmpty();
    }
}
