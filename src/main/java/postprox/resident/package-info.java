/**
 * The resident process, which serves sessions that native clients (src/main/c) hand over, and its check of these clients.
 *
 * <p>A session's way: {@code postprox-client.c}, whose head describes the protocol, sends it to the {@code HandoverSocket}. There it
 * becomes a {@code HandedOverClient}, and {@code Resident} runs it.
 */
@NullMarked
package postprox.resident;

import org.jspecify.annotations.NullMarked;
