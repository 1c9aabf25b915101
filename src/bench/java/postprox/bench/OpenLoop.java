package postprox.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import postprox.bench.lab.MeasurementException;

/**
 * Clients that come when they come, and not when a server is done with the last one: sessions begin at random moments
 * (a Poisson process, with the same moments in every round), and a session's time counts from the moment when it should
 * have begun. A server that stalls is charged for everybody who had to wait.
 */
final class OpenLoop {
    private static final long SEED = 5321;
    private static final byte[] CONTENT = ("Subject: a message\r\n\r\n" + ("x".repeat(78) + "\r\n").repeat(50)
                    + ".\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private OpenLoop() {}

    /**
     * Runs sessions of one message each.
     *
     * @param rate sessions a second
     * @return the sessions' times in milliseconds
     */
    static List<Double> run(int port, double rate, double seconds) throws MeasurementException, InterruptedException {
        List<Future<Double>> sessions = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Random random = new Random(SEED);
            long start = System.nanoTime();
            double at = 0;
            while (at < seconds) {
                at -= Math.log(1 - random.nextDouble()) / rate;
                long due = start + (long) (at * 1e9);
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                sessions.add(threads.submit(() -> session(port, due)));
            }
            List<Double> times = new ArrayList<>();
            for (Future<Double> session : sessions) {
                times.add(session.get());
            }
            return times;
        } catch (ExecutionException e) {
            throw new MeasurementException("a session failed: " + e.getCause(), e);
        }
    }

    private static double session(int port, long due) throws IOException {
        try (SmtpConnection connection = SmtpConnection.open(port)) {
            connection.say("EHLO client.example.net", '2');
            connection.say("MAIL FROM:<sender@example.org>", '2');
            connection.say("RCPT TO:<recipient@example.com>", '2');
            connection.say("DATA", '3');
            connection.finish(CONTENT);
            connection.say("QUIT", '2');
            return (System.nanoTime() - due) / 1e6;
        }
    }
}
