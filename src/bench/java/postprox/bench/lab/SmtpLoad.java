package postprox.bench.lab;

import java.util.List;

/**
 * A load as Postfix's smtp-source makes it: each session brings one message.
 *
 * @param sessions how many are open at once
 * @param bytes the length of a message's content
 * @param recipients how many a message has
 */
public record SmtpLoad(int sessions, int bytes, int recipients) {
    /** What all ratios to R are about. */
    public static final SmtpLoad USUAL = new SmtpLoad(20, 4_000, 1);

    /**
     * Sends messages and waits for the last reply.
     *
     * @return messages a second
     */
    public double rate(Lab lab, int port, int messages) throws MeasurementException, InterruptedException {
        List<String> command = List.of(
                "smtp-source",
                "-s" + sessions,
                "-l" + bytes,
                "-r" + recipients,
                "-m" + messages,
                "-fsender@example.org",
                "-trecipient@example.com",
                Ports.address(port));
        long start = System.nanoTime();
        String _ = lab.run(command);
        return messages * 1e9 / (System.nanoTime() - start);
    }
}
