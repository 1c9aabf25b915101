package postprox.quarantine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import postprox.mail.Envelope;
import postprox.smtp.BodyType;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Messages for a quarantine, and what tests of it look at. */
public final class Keeping {
    private Keeping() {}

    /** Why a usual message is kept. */
    public static Occasion occasion() {
        return occasion("a@example.org", "b@example.com", "spam", "550 5.7.1 spam");
    }

    public static Occasion occasion(String sender, String recipient, String filter, String reason) {
        return new Occasion(
                new Envelope(
                        "s3ss10n",
                        sender,
                        List.of(recipient),
                        "client.example.org",
                        Map.of(Attribute.ADDR, "192.0.2.7", Attribute.NAME, "client.example.org")),
                List.of("MAIL FROM:<" + sender + ">", "RCPT TO:<" + recipient + ">"),
                BodyType.UNSAID,
                filter,
                reason);
    }

    /** Keeps a text aside as a session does. */
    public static Kept keep(Quarantine quarantine, String text, Occasion occasion) throws IOException {
        Path spool = Files.createTempDirectory("postprox-keeping");
        try (Spool messages = Spool.in(spool);
                SpooledMessage message = messages.create()) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            message.write(bytes, 0, bytes.length);
            try (Room room = quarantine.room(bytes.length, Deadline.never(Ticker.SYSTEM))) {
                return quarantine.keep(message.text(), occasion, room);
            }
        } finally {
            Files.delete(spool);
        }
    }

    /** The files below a directory, without directories. */
    public static List<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return new ArrayList<>(all.filter(Files::isRegularFile)
                    .map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList());
        }
    }
}
