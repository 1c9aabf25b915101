package postprox.figures;

import java.time.Instant;
import postprox.event.Speaker;
import postprox.mail.Envelope;
import postprox.smtp.Reply;

/** A message that was refused, for now or for good. */
public record Refusal(Instant time, Envelope envelope, long size, Reply reply, Speaker by) {}
