package postprox.bench.lab;

import java.nio.file.Path;
import java.util.List;

/**
 * Debian's clamd with a database of one signature: a message costs it as little as it can, so that what is ours shows.
 *
 * @param socket its Unix socket
 * @param config its configuration
 */
public record Clamd(Server server, Path socket, Path config) implements AutoCloseable {
    private static final String SIGNATURE = "Nothing:0:*:" + "00112233445566778899aabbccddeeff".repeat(2) + "\n";

    /** Starts it. It keeps no memory of contents that it has seen: mail is seldom the same twice, and a load is. */
    public static Clamd start(Lab lab) throws MeasurementException, InterruptedException {
        int port = Ports.free();
        Path database = lab.directory("signatures");
        Path _ = lab.file("signatures/nothing.ndb", SIGNATURE);
        Path socket = database.resolveSibling("clamd.ctl");
        Path config = lab.file("clamd.conf", """
                Foreground yes
                LocalSocket %s
                TCPAddr 127.0.0.1
                TCPSocket %d
                DatabaseDirectory %s
                TemporaryDirectory %s
                DisableCache yes
                Bytecode no
                """.formatted(socket, port, database, lab.directory("scratch")));
        return new Clamd(lab.serve(port, List.of("clamd", "--config-file=" + config)), socket, config);
    }

    /** Processor time that it has used, in seconds. */
    public double processorSeconds() throws MeasurementException {
        return ProcFs.processorSeconds(server.pid()).orElseThrow(() -> new MeasurementException("clamd has ended"));
    }

    @Override
    public void close() {
        server.close();
    }
}
