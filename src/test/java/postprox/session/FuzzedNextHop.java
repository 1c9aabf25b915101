package postprox.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.net.Dialer;
import postprox.net.Wire;

/**
 * A next hop in memory, which says what the fuzzer's input says or, where that says nothing, what an obedient server
 * would. It reads by the letter of RFC 5321, and remembers everything.
 */
final class FuzzedNextHop implements Dialer {
    /** At the beginning of a reply: it hangs up instead. */
    private static final char HANG_UP = '\u00fc';

    /** At the beginning of a greeting: there is no connection. */
    private static final char UNREACHABLE = '\u00fb';

    private final List<String> replies;
    private int said;
    private int taken;

    private final List<String> commands = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();

    /**
     * Content that came behind a 354.
     *
     * @param bytes     without the final dot
     * @param verdict   which of the filter's verdicts was the last when it began
     * @param answer    what was said to the final dot; empty where none came
     * @param obediently whether that was the words of an obedient server
     */
    record Content(String bytes, int verdict, Optional<String> answer, boolean obediently) {}

    /** A reply, and whether an obedient server would have said it. */
    record Words(String text, boolean obedient) {
        boolean hangUp() {
            return text.indexOf(HANG_UP) == 0;
        }
    }

    private final FuzzedFilter filter;

    FuzzedNextHop(List<String> replies, FuzzedFilter filter) {
        this.replies = replies;
        this.filter = filter;
    }

    @Override
    public Wire dial(Duration timeout) throws IOException {
        Words greeting = next("220 hop\r\n");
        if (greeting.text().indexOf(UNREACHABLE) == 0) {
            throw new IOException("unreachable");
        }
        return new FuzzedHopWire(this, greeting);
    }

    /** The next thing to say. */
    private Words next(String obedient) {
        String words = said < replies.size() ? replies.get(said++) : "";
        return words.isEmpty() ? new Words(obedient, true) : new Words(words, false);
    }

    /** Takes a command line and answers it. */
    Words command(String line, boolean opaque) {
        commands.add(line);
        if (opaque) {
            return next("235 ok\r\n");
        }
        return next(
                switch (line) {
                    case String ehlo when ehlo.startsWith("EHLO") -> "250-hop\r\n250-PIPELINING\r\n250 CHUNKING\r\n";
                    case "DATA" -> "354 go\r\n";
                    case "QUIT" -> "221 bye\r\n";
                    default -> "250 ok\r\n";
                });
    }

    /** Takes content and answers it. */
    Words content(String bytes, int verdict) {
        Words answer = next("250 queued " + ++taken + "\r\n");
        contents.add(new Content(bytes, verdict, Optional.of(answer.text()), answer.obedient()));
        return answer;
    }

    /** Takes content that will not end. */
    void unfinished(String bytes, int verdict) {
        contents.add(new Content(bytes, verdict, Optional.empty(), false));
    }

    int verdict() {
        return filter.verdicts();
    }

    /** All command lines, on whatever connection. */
    List<String> commands() {
        return commands;
    }

    List<Content> contents() {
        return contents;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
