package postprox.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message that a scripted next hop took in full, whatever it answered.
 *
 * @param sender     the MAIL command
 * @param recipients the RCPT commands that it accepted
 * @param wire       the content as on the wire, one byte a character, without the final dot
 * @param size       the number of bytes on the wire, the final dot included
 * @param digest     SHA-256 of these
 */
public record Mail(String sender, List<String> recipients, String wire, long size, String digest) {
    static Mail of(String sender, List<String> recipients, ContentRecorder content) {
        return new Mail(
                sender,
                List.copyOf(recipients),
                new String(content.content(), StandardCharsets.ISO_8859_1),
                content.size(),
                content.digest());
    }
}
