package postprox.nexthop;

import java.util.Set;
import postprox.smtp.EhloReply;
import postprox.smtp.Extension;
import postprox.smtp.Reply;

/**
 * What a next hop has offered by its reply to EHLO.
 *
 * @param extensions those that mean something to us
 * @param maxBytes   the largest message that it takes (RFC 1870); 0 where it does not say
 */
record Offer(Set<Extension> extensions, long maxBytes) {
    /** Before EHLO, and after HELO. */
    static final Offer NOTHING = new Offer(Set.of(), 0);

    static Offer of(Reply ehlo) {
        return new Offer(EhloReply.offered(ehlo), EhloReply.size(ehlo));
    }

    /** Whether it takes commands before it has answered earlier ones (RFC 2920). */
    boolean pipelines() {
        return extensions.contains(Extension.PIPELINING);
    }

    /** Whether it keeps the eighth bit of content that is announced to have it (RFC 6152). */
    boolean keepsEighthBit() {
        return extensions.contains(Extension.EIGHT_BIT_MIME);
    }
}
