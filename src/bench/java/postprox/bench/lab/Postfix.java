package postprox.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Debian's Postfix with a configuration, queue and log of its own, which takes all mail for example.com and throws it
 * away. Postfix insists on being started by root.
 */
public final class Postfix implements AutoCloseable {
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final String[] QUEUES = {"maildrop", "incoming", "active", "deferred"};

    /** Services of master(5) that every instance needs. */
    private static final String SERVICES = """
            postlog   unix-dgram n - n - 1 postlogd
            cleanup   unix n - n - 0 cleanup
            qmgr      unix n - n 300 1 qmgr
            rewrite   unix - - n - - trivial-rewrite
            bounce    unix - - n - 0 bounce
            defer     unix - - n - 0 bounce
            trace     unix - - n - 0 bounce
            anvil     unix - - n - 1 anvil
            proxymap  unix - - n - - proxymap
            discard   unix - - n - - discard
            error     unix - - n - - error
            retry     unix - - n - - error
            """;

    private final Lab lab;
    private final Path home;
    private final List<String> services = new ArrayList<>();

    private Postfix(Lab lab, Path home) {
        this.lab = lab;
        this.home = home;
    }

    /** An instance that has not been started. */
    public static Postfix in(Lab lab) throws MeasurementException, InterruptedException {
        Path home = lab.directory("postfix");
        for (String part : List.of("etc", "queue", "data")) {
            Path _ = lab.directory("postfix/" + part);
        }
        String _ = lab.run(List.of("chown", "postfix", home.resolve("data").toString()));
        return new Postfix(lab, home);
    }

    /** Adds a server. */
    public Postfix smtpd(int port, String options) {
        services.add(Ports.address(port) + " inet n - n - - smtpd " + options);
        return this;
    }

    /** Adds a process for each connection, as nobody. */
    public Postfix spawn(int port, String command) {
        services.add(Ports.address(port) + " inet n n n - 40 spawn user=nobody argv=" + command);
        return this;
    }

    /** Starts it; its sockets are bound when this returns (master(8), option -w). */
    public Postfix start() throws MeasurementException, InterruptedException {
        Path _ = lab.file("postfix/etc/main.cf", parameters());
        Path _ = lab.file("postfix/etc/master.cf", SERVICES + String.join("\n", services) + "\n");
        String _ = control("start");
        return this;
    }

    /** Waits until everything that was taken has been delivered. */
    public void awaitEmptyQueue() throws MeasurementException {
        long end = System.nanoTime() + DRAIN_NANOS;
        while (!isQueueEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new MeasurementException("Postfix does not deliver its mail");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    @Override
    public void close() throws MeasurementException {
        try {
            if (!lab.isClosed()) {
                String _ = control("stop");
            }
        } catch (InterruptedException _) {
            // The lab's own end stops it.
            Thread.currentThread().interrupt();
        }
    }

    private String parameters() {
        return """
                compatibility_level = 3.6
                config_directory = %1$s/etc
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/mail.log
                maillog_file_prefixes = %1$s
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                myhostname = bench.example.org
                mydestination = example.com
                local_transport = discard:
                local_recipient_maps =
                alias_maps =
                alias_database =
                disable_dns_lookups = yes
                smtp_host_lookup = native
                # The mark by which the lab finds its processes again.
                import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C %2$s
                export_environment = TZ MAIL_CONFIG LANG %2$s
                """.formatted(home, lab.mark());
    }

    private String control(String what) throws MeasurementException, InterruptedException {
        return lab.run(List.of("postfix", "-c", home.resolve("etc").toString(), what));
    }

    private boolean isQueueEmpty() throws MeasurementException {
        for (String queue : QUEUES) {
            try (Stream<Path> files = Files.walk(home.resolve("queue").resolve(queue))) {
                if (files.anyMatch(Files::isRegularFile)) {
                    return false;
                }
            } catch (IOException | UncheckedIOException _) {
                // A file went away while we looked: somebody is still at work.
                return false;
            }
        }
        return true;
    }
}
