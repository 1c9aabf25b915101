/**
 * Sessions: the conversation between one client and one next hop, with one message at a time.
 *
 * <p>A command's way: {@code Session} reads it, {@code Exchange} gets its reply, {@code Pipeline} sends it ahead of
 * earlier replies where it may, and {@code ReplyEffects} notes what a reply changes.
 *
 * <p>A message's way: {@code ContentCommands} (DATA and BDAT), {@code DataPhase}, {@code Reception} into the spool, the decision of
 * {@code filter.Chain}, {@code MessageAnswer} which carries it out, and {@code nexthop.Delivery}.
 *
 * <p>A client's limits: the numbers in {@code ClientLimits}, the number of sessions in {@code Admission}, the replies in
 * {@code ReplyChoice}.
 */
@NullMarked
package postprox.session;

import org.jspecify.annotations.NullMarked;
