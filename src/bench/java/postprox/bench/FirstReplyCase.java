package postprox.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Ports;
import postprox.bench.lab.Server;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/** How long a client waits for the greeting when its connection has to start a JVM, beside the least JVM there is. */
final class FirstReplyCase {
    private static final String OURS = "greeting";
    private static final String BARE = "bare JVM";

    /** A start is short and varies: more rounds than elsewhere. */
    private static final int STARTS_A_ROUND = 3;

    private static final int SESSIONS = 100;

    private FirstReplyCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        try (Server sink = peers.sink(SESSIONS);
                Server ours = peers.superServer(onSocket(command(lab, sink)));
                Server bare = peers.superServer(onSocket(hello(lab)))) {
            Series series = Rounds.alternate(
                    new Pace(pace.rounds() * STARTS_A_ROUND, 0, 0),
                    List.of(new FirstByteSubject(BARE, bare), new FirstByteSubject(OURS, ours)));
            return Findings.of(
                    List.of(Row.of("first reply", series, Quantity.FIRST_BYTE, OURS, BARE, new Target.Ratio(2.2))),
                    series.file("first-reply"));
        }
    }

    private static List<String> command(Lab lab, Server sink) throws MeasurementException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(lab.program()));
        command.addAll(ConnectionCase.withoutResident(lab));
        command.addAll(List.of("-c", "true", Ports.address(sink.port())));
        return command;
    }

    private static List<String> hello(Lab lab) throws MeasurementException {
        Path jar = lab.directory("hello").resolve("hello.jar");
        String name = Hello.class.getName();
        int status = ToolProvider.findFirst("jar")
                .map(tool -> tool.run(
                        System.out,
                        System.err,
                        "--create",
                        "--file=" + jar,
                        "--main-class=" + name,
                        "-C",
                        lab.checkout().resolve("target/bench/classes").toString(),
                        name.replace('.', '/') + ".class"))
                .orElse(1);
        if (status != 0) {
            throw new MeasurementException("cannot make " + jar);
        }
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        return List.of(java, "-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
    }

    /** As spawn(8) and inetd do it: standard error is the client's socket too, which tcpserver leaves out. */
    private static List<String> onSocket(List<String> command) {
        List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" 2>&0", "sh"));
        all.addAll(command);
        return all;
    }

    /** From the connection to the first byte. */
    private record FirstByteSubject(String name, Server server) implements Subject {
        private static final byte[] QUIT = "QUIT\r\n".getBytes(StandardCharsets.US_ASCII);

        @Override
        public void warmUp(Pace pace) throws MeasurementException {
            Map<Quantity, Double> _ = measure();
        }

        @Override
        public Map<Quantity, Double> measure() throws MeasurementException {
            long start = System.nanoTime();
            try (Socket socket = new Socket(Ports.LOOPBACK, server.port())) {
                InputStream input = socket.getInputStream();
                int first = input.read();
                double milliseconds = (System.nanoTime() - start) / 1e6;
                if (first != '2' && first != 'h') {
                    throw new MeasurementException(name + ": not the first byte that was expected: " + first);
                }
                leave(socket, input);
                return Map.of(Quantity.FIRST_BYTE, milliseconds);
            } catch (IOException e) {
                throw new MeasurementException(name + ": " + e.getMessage(), e);
            }
        }

        /** The next start must not have to share the machine with the end of this one. */
        private static void leave(Socket socket, InputStream input) throws IOException {
            try {
                socket.getOutputStream().write(QUIT);
                long _ = input.transferTo(OutputStream.nullOutputStream());
            } catch (SocketException _) {
                // The bare JVM has ended without reading: that is as good.
            }
        }
    }
}
