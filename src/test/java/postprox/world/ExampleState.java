package postprox.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The state of a process that has served the mail of a small company for days, as /status tells it. */
final class ExampleState {
    private final Instant now = Instant.now();

    private ExampleState() {}

    /** One in which all is well but for a filter that failed twice and works again. */
    static String usual() {
        return new ExampleState().text();
    }

    /** The same with other values of some names. */
    static String with(String... replacements) {
        String text = usual();
        for (int i = 0; i < replacements.length; i += 2) {
            if (!text.contains(replacements[i])) {
                throw new AssertionError("the example has no " + replacements[i]);
            }
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        return text;
    }

    /** A time so long ago. */
    private String ago(Duration age) {
        return "\"" + now.minus(age) + "\"";
    }

    private String text() {
        return """
                {"protocol":1,"version":"1.0.0","pid":4711,"mode":"listening","place":"127.0.0.1:10025","config":"/etc/postprox/postprox.conf",
                "started":%s,"counting_since":%s,"now":%s,"host":"mx1","phase":"ready",
                "next_hops":[{"place":"127.0.0.1:10026","up":true,"since":%s,"last_connect":%s,"connect_seconds":0.0008}],
                "sessions":5,"sessions_limit":100,
                "last_hour":{"unfiltered":0},
                "windows":[%s,%s],
                "spool":{"place":"/var/spool/postprox","ok":true,"used_bytes":320000000,"all_bytes":8000000000},
                "quarantine":{"place":"/var/lib/postprox/quarantine","messages_limit":100000,"bytes_limit":1073741824,"messages":41,"bytes":9100000},
                "filters":[
                {"name":"virus","what":"clamd:unix:/run/clamav/clamd.ctl","running":1,"at_once":40,"waiting":0,"messages":181204,"messages_of_hour":44120,
                "median_seconds":0.031,"p99_seconds":0.41,"slowest_seconds":2.1,"timeout_seconds":30,"on_failure":"tempfail","last_failure":%s,
                "reason":"clamd: no space left on device"},
                {"name":"words","what":"command:/etc/postprox/filter","running":1,"at_once":40,"waiting":0,"messages":181120,"messages_of_hour":44100,
                "median_seconds":0.004,"p99_seconds":0.02,"slowest_seconds":0.3,"timeout_seconds":30,"on_failure":"tempfail"}],
                "in_hand":3,"messages":[%s],
                "refusals":[%s],
                "attention":[{"what":"filter virus failed","times":2,"last":%s,"reason":"clamd: no space left on device",
                "command":"postprox log --failed"}]}
                """.formatted(
                        ago(Duration.ofHours(76)),
                        ago(Duration.ofHours(76)),
                        ago(Duration.ZERO),
                        ago(Duration.ofHours(76)),
                        ago(Duration.ofSeconds(1)),
                        window(10, 91),
                        window(60, 61),
                        ago(Duration.ofMinutes(8)),
                        messages(),
                        refusals(),
                        ago(Duration.ofMinutes(8)))
                .replace("\n", "");
    }

    private String window(int step, int steps) {
        List<String> parts = new ArrayList<>();
        parts.add("\"step_seconds\":" + step);
        parts.add("\"from\":" + ago(Duration.ofSeconds((steps - 1L) * step + 4)));
        parts.add(
                "\"sums\":{\"accepted\":10912,\"changed\":768,\"unfiltered\":0,\"refused\":200,\"deferred\":11,\"quarantined\":4,\"discarded\":0}");
        parts.add("\"filtered_sum\":11127,\"filter_median_seconds\":0.031,\"filter_p99_seconds\":0.41");
        parts.add(numbers("accepted", steps, i -> step * (1200 + wave(i, 23, 420) + wave(i, 7, 160)) / 100));
        parts.add(numbers("refused", steps, i -> step * (22 + wave(i, 31, 14)) / 100));
        parts.add(numbers("deferred", steps, i -> i > steps - 52 && i < steps - 46 ? 2 : 0));
        parts.add(numbers("quarantined", steps, i -> i % 29 == 3 ? 1 : 0));
        parts.add(numbers("discarded", steps, _ -> 0));
        parts.add(numbers("filtered", steps, _ -> 1));
        parts.add(numbers("filter_median_millis", steps, i -> 31 + wave(i, 19, 6)));
        parts.add(numbers(
                "filter_p99_millis", steps, i -> 350 + wave(i, 13, 90) + (i > steps - 52 && i < steps - 46 ? 900 : 0)));
        return "{" + String.join(",", parts) + "}";
    }

    private static int wave(int i, int period, int height) {
        return (int) Math.round(height * Math.sin(2 * Math.PI * i / period));
    }

    private static String numbers(String name, int count, IntUnaryOperator number) {
        return "\"" + name + "\":"
                + IntStream.range(0, count)
                        .map(number)
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(",", "[", "]"));
    }

    private static String messages() {
        return message(1.9, "virus", "invoice@supplier.example", "info@example.com", 9_100_000, "5cowulix9") + ","
                + message(0.04, "words", "news@shop.example", "anna@example.com", 84_000, "5cowulixa") + ","
                + "{\"age_seconds\":0.01,\"step\":\"receiving\",\"session\":\"5cowulixb\",\"sender\":\"bob@example.org\",\"recipient\":"
                + "\"sales@example.com\",\"recipient_count\":3,\"size\":2100}";
    }

    private static String message(
            double age, String filter, String sender, String recipient, int size, String session) {
        return "{\"age_seconds\":" + age + ",\"step\":\"filtering\",\"filter\":\"" + filter + "\",\"session\":\""
                + session + "\",\"sender\":\"" + sender + "\",\"recipient\":\"" + recipient
                + "\",\"recipient_count\":1,\"size\":" + size + "}";
    }

    private String refusals() {
        return String.join(
                ",",
                refusal(
                        40,
                        "550 5.7.1 Attachments of type .exe are not taken here",
                        "bill@printer.example",
                        "info@example.com",
                        "5cowulix7"),
                refusal(
                        95,
                        "550 5.7.1 We do not play the lottery",
                        "eve@lottery.example",
                        "anna@example.com",
                        "5cowulix2"),
                refusal(
                        210,
                        "550 5.7.1 A virus was found: Eicar-Test-Signature",
                        "claims@parcel.example",
                        "sales@example.com",
                        "5cowulivz"),
                refusal(
                        480,
                        "451 4.3.0 Error running content filter",
                        "list@dance.example",
                        "carol@example.com",
                        "5cowuliw3"));
    }

    private String refusal(int secondsAgo, String reply, String sender, String recipient, String session) {
        String by = reply.startsWith("451") ? "postprox" : "filter";
        return "{\"time\":" + ago(Duration.ofSeconds(secondsAgo)) + ",\"reply\":\"" + reply
                + "\",\"by\":\"" + by + "\",\"session\":\"" + session + "\",\"sender\":\"" + sender
                + "\",\"recipient\":\""
                + recipient + "\",\"recipient_count\":1,\"size\":2300}";
    }
}
