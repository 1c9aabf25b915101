package postprox.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.filter.Filter;
import postprox.filter.rspamd.RspamdFilter;
import postprox.filter.rspamd.RspamdMeaning;
import postprox.net.Endpoint;

/** Debian's rspamd, filters of kind rspamd that ask it, and messages for them. */
final class RspamdBench extends FilterBench {
    RspamdBench() throws IOException {}

    /** An rspamd that is ready, with more options. */
    Rspamd rspamd(String options) {
        return start("rspamd", Optional.empty(), options);
    }

    Rspamd second() {
        return start("second", Optional.empty(), "");
    }

    Rspamd signing(Dkim dkim) {
        return start("rspamd", Optional.of(dkim.ourKey()), "");
    }

    private Rspamd start(String name, Optional<Path> key, String options) {
        Rspamd rspamd = Rspamd.start(workspace, name, key, options);
        atEnd(rspamd::close);
        rspamd.await();
        return rspamd;
    }

    Filter filter(Endpoint... places) {
        return new RspamdFilter(
                servers("rspamd", List.of(places)), dialer, new RspamdMeaning("X-Spam"), "mx.example.com");
    }

    /** A message whose subject tells the rules what to do. */
    static String message(String subject) {
        return "Received: r\nFrom: a@example.org\nSubject: " + subject + "\n\nbody\n";
    }

    /** What stands behind these words in the first line that begins with them. */
    static String line(String text, String start) {
        return text.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("no line " + start + "in " + text);
    }
}
