package postprox.filter.rspamd;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.http.Body;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.mail.HeaderBlock;
import postprox.spool.SpooledText;
import postprox.testkit.PortionedWire;
import postprox.testkit.ScriptedRspamd;
import postprox.text.WireText;

/** Answers of rspamd, without an rspamd. */
final class Scans {
    static final RspamdMeaning MEANING = new RspamdMeaning("X-Spam");

    private Scans() {}

    /** The answer with this JSON, in portions of these lengths. */
    static ScanReply read(String json, List<Integer> lengths) throws IOException {
        Exchange exchange = new Exchange(new PortionedWire(ScriptedRspamd.reply(json), lengths));
        return new ReplyReader(AnswerText.all(Body.behind(Head.read(exchange), exchange)), exchange.heard()).read();
    }

    static ScanReply read(String json) throws IOException {
        return read(json, List.of());
    }

    /** What an answer means for a message with this header. */
    static Answer meaning(ScanReply reply, String header) throws IOException {
        return MEANING.of(reply, new RspamdMeaning.Source() {
            @Override
            public HeaderBlock header() throws IOException {
                return Scans.header(header);
            }

            @Override
            public Optional<SpooledText> content(HeaderBlock block) {
                return Optional.empty();
            }
        });
    }

    static Answer meaning(String json, String header) throws IOException {
        return meaning(read(json), header);
    }

    static HeaderBlock header(String text) throws IOException {
        byte[] bytes = WireText.bytes(text + "\n");
        int[] at = {0};
        return HeaderBlock.read(block -> {
            int count = Math.min(block.length, bytes.length - at[0]);
            System.arraycopy(bytes, at[0], block, 0, count);
            at[0] += count;
            return count == 0 ? -1 : count;
        });
    }
}
