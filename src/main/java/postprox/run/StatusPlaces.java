package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import postprox.posix.FileReason;
import postprox.posix.FreeRoom;
import postprox.quarantine.Quarantine;
import tools.jackson.core.JsonGenerator;

/** The parts {@code spool} and {@code quarantine} of the answer to {@code status}: where messages are kept, and how much room there is. */
final class StatusPlaces {
    private StatusPlaces() {}

    static void write(JsonGenerator json, Engine engine) {
        spool(json, engine.settings().tempDirectory());
        engine.quarantine().ifPresent(quarantine -> quarantine(json, quarantine));
    }

    /** A file system that does not count its room has no numbers. */
    private static void spool(JsonGenerator json, Path directory) {
        json.writeObjectPropertyStart("spool");
        StatusValues.text(json, "place", directory.toString());
        try {
            FreeRoom room = FreeRoom.in(directory);
            json.writeBooleanProperty("ok", Readiness.hasRoom(directory, room));
            if (room.allBytes() > 0) {
                json.writeNumberProperty("used_bytes", Math.max(0, room.allBytes() - room.bytes()));
                json.writeNumberProperty("all_bytes", room.allBytes());
            }
        } catch (IOException e) {
            json.writeBooleanProperty("ok", false);
            StatusValues.text(json, "reason", FileReason.of(e));
        }
        json.writeEndObject();
    }

    private static void quarantine(JsonGenerator json, Quarantine quarantine) {
        json.writeObjectPropertyStart("quarantine");
        StatusValues.text(json, "place", quarantine.rules().directory().toString());
        json.writeNumberProperty("messages_limit", quarantine.rules().messages());
        json.writeNumberProperty("bytes_limit", quarantine.rules().bytes());
        quarantine.known().ifPresent(size -> {
            json.writeNumberProperty("messages", size.messages());
            json.writeNumberProperty("bytes", size.bytes());
        });
        json.writeEndObject();
    }
}
