package postprox.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Where and when something was measured. */
public final class Machine {
    private static final List<String> PEERS = List.of("haproxy", "postfix", "ucspi-tcp", "proxsmtp");
    private static final double GIGABYTE = 1 << 30;

    private final Path checkout;

    public Machine(Path checkout) {
        this.checkout = checkout;
    }

    /** In one sentence. */
    public String description() throws IOException, InterruptedException {
        return String.format(
                Locale.ROOT,
                "%s, revision %s: %d cores (%s), %.0f GB of memory, Linux %s, %s, Java %s (%s); %s.",
                LocalDate.now(ZoneOffset.UTC),
                revision(),
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name", ":"),
                Long.parseLong(field("/proc/meminfo", "MemTotal", ":").split(" ")[0]) * 1024 / GIGABYTE,
                System.getProperty("os.version"),
                field("/etc/os-release", "PRETTY_NAME", "=").replace("\"", ""),
                Runtime.version(),
                System.getProperty("java.vendor"),
                peers());
    }

    private String revision() throws IOException, InterruptedException {
        String commit = said("git", "-C", checkout.toString(), "rev-parse", "--short", "HEAD");
        boolean changed = !said("git", "-C", checkout.toString(), "status", "--porcelain", "src", "postprox", "pom.xml")
                .isEmpty();
        return changed ? commit + " with changes" : commit;
    }

    private static String peers() throws IOException, InterruptedException {
        StringBuilder peers = new StringBuilder();
        for (String peer : PEERS) {
            peers.append(peers.isEmpty() ? "" : ", ")
                    .append(said("dpkg-query", "-W", "-f", "${Package} ${Version}", peer));
        }
        return peers.toString();
    }

    /** The value of the first line that begins with this name; a question mark where the machine does not say. */
    private static String field(String file, String name, String separator) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(separator) + 1).strip())
                .findFirst()
                .orElse("?");
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.waitFor();
        return status == 0 ? text : "?";
    }
}
