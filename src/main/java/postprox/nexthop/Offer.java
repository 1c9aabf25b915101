package postprox.nexthop;

import java.util.Set;
import postprox.smtp.EhloReply;
import postprox.smtp.Extension;
import postprox.smtp.Reply;

/**
 * The offer of a next hop by its reply to EHLO.
 *
 * @param extensions those extensions of SMTP that postprox knows
 * @param maxBytes   the maximum size of a message (RFC 1870); 0 if the next hop declares none
 */
record Offer(Set<Extension> extensions, long maxBytes) {
    /** The offer before EHLO, and after HELO. */
    static final Offer NOTHING = new Offer(Set.of(), 0);

    static Offer of(Reply ehlo) {
        return new Offer(EhloReply.offered(ehlo), EhloReply.size(ehlo));
    }

    /** Whether the next hop accepts commands before it has answered earlier ones (RFC 2920). */
    boolean pipelines() {
        return extensions.contains(Extension.PIPELINING);
    }

    /** Whether the next hop keeps the eighth bit of content that MAIL declares as BODY=8BITMIME (RFC 6152). */
    boolean keepsEighthBit() {
        return extensions.contains(Extension.EIGHT_BIT_MIME);
    }
}
