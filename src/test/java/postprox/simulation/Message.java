package postprox.simulation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A message that the client has sent to its end.
 *
 * @param mail      the command that began it
 * @param rcpts     those of its recipients who were accepted
 * @param greeting  the HELO or EHLO that came last
 * @param forwarded the XFORWARD that count, if that can be told
 * @param body      its content
 * @param ready     when the proxy could begin to read the last of it: what came before was answered then
 * @param end       how many bytes the client had sent with its end
 * @param isLast    whether the client sent nothing behind it
 * @param turn      the turn in which it was to be answered
 * @param reply     what it got
 */
record Message(
        String mail,
        List<String> rcpts,
        String greeting,
        Optional<List<String>> forwarded,
        Body body,
        long ready,
        int end,
        boolean isLast,
        int turn,
        Optional<SimulatedClient.Heard> reply) {
    /** A command whose address everybody reads alike. */
    private static final Pattern PLAIN = Pattern.compile(
            "(?i)(MAIL FROM|RCPT TO): ?<[!-~&&[^<>\"\\\\:.]]++(?:\\.[!-~&&[^<>\"\\\\:.]]++)*+>( .*)?", Pattern.DOTALL);

    private static final Pattern PLAIN_GREETING = Pattern.compile("((?i)(HELO|EHLO) [!-~]+)?");

    private static final Pattern PLAIN_FORWARDED = Pattern.compile("(?i)XFORWARD( [A-Z]+=[!-~]+)+");

    /** Content as it comes in. */
    sealed interface Body {
        /**
         * What it means, as Unix text.
         *
         * @param keepCr whether each stray CR is kept
         */
        String text(boolean keepCr);
    }

    /** Content behind DATA, with its final dot. */
    record Dotted(String wire) implements Body {
        @Override
        public String text(boolean keepCr) {
            return Content.text(wire, keepCr);
        }
    }

    /** The octets of all chunks together. */
    record Chunked(String octets) implements Body {
        @Override
        public String text(boolean keepCr) {
            return Content.ofFile(octets, keepCr);
        }
    }

    String sender() {
        return HopConnection.argument(mail);
    }

    List<String> recipients() {
        return rcpts.stream().map(HopConnection::argument).toList();
    }

    /** Whether there is no doubt what its envelope is. */
    boolean isPlain() {
        return PLAIN.matcher(mail).matches()
                && rcpts.stream().allMatch(line -> PLAIN.matcher(line).matches())
                && PLAIN_GREETING.matcher(greeting).matches()
                && forwarded.stream()
                        .flatMap(List::stream)
                        .allMatch(line -> PLAIN_FORWARDED.matcher(line).matches());
    }
}
