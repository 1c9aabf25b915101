package postprox.figures;

import java.time.Instant;
import postprox.event.Speaker;
import postprox.smtp.Reply;
import postprox.text.WireText;

/**
 * A message that was refused, for now or for good.
 *
 * @param reply the reply in one line of limited length, one byte a character
 */
public record Refusal(Instant time, Way way, long size, String reply, Speaker by) {
    static Refusal of(Instant time, Way way, long size, Reply reply, Speaker by) {
        return new Refusal(time, way, size, WireText.shorten(reply.oneLine(), Way.TEXT_BYTES), by);
    }
}
