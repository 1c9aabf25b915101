package postprox.filter.http;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.util.List;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;
import postprox.testkit.FuzzInput;
import postprox.testkit.PortionedWire;
import postprox.text.WireText;

/** A server of HTTP that says anything, in portions of any length. What comes of it is the same, and a part never passes for the whole. */
public final class HttpFuzz {
    private static final int MOST_BYTES_OF_HEAD = 100_000;

    private HttpFuzz() {}

    /**
     * What an answer came to.
     *
     * @param failure empty if it was read to its end
     */
    private record Outcome(String head, String body, String failure, boolean isFramed) {}

    public static void attack(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = parts.lengths(40);
        int cut = parts.number(200);
        String begin = parts.oneOf(
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: ",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: " + "x".repeat(8_000) + "\r\n");
        String said = begin + parts.text();
        Outcome whole = read(said, List.of());
        Outcome portioned = read(said, lengths);
        same(
                "portions change nothing",
                portioned.head + portioned.body + portioned.failure,
                whole.head + whole.body + whole.failure);
        holds("bounded", whole.head.length() < MOST_BYTES_OF_HEAD);
        holds("a short reason of one line", isPrintable(whole.failure) && whole.failure.length() < 300);
        holds("no more is read than there is", whole.body.length() <= said.length());
        if (whole.failure.isEmpty() && whole.isFramed) {
            // What follows the body belongs to nobody, so that only a cut before its end must show.
            String exactly = said.substring(0, said.length() - rest(said));
            same("the rest belongs to nobody", read(exactly, List.of()).body, whole.body);
            String part = exactly.substring(0, Math.max(0, exactly.length() - 1 - cut));
            holds("a part is not the whole", !read(part, List.of()).failure.isEmpty());
        }
    }

    private static Outcome read(String said, List<Integer> lengths) {
        PortionedWire wire = new PortionedWire(said, lengths);
        Exchange exchange = new Exchange(wire);
        StringBuilder text = new StringBuilder();
        String first = "";
        boolean isFramed = false;
        String failure = "";
        try {
            Head head = Head.read(exchange);
            first = head.toString();
            int status = head.status("HTTP");
            holds("three digits", status >= 0 && status < 1000);
            isFramed = !head.all("Content-Length").isEmpty()
                    || !head.all("Transfer-Encoding").isEmpty();
            Body body = Body.behind(head, exchange);
            byte[] block = new byte[64];
            for (int count = body.read(block); count >= 0; count = body.read(block)) {
                text.append(WireText.of(block, 0, count));
            }
        } catch (WrongAnswer | WireException e) {
            failure = String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new AssertionError("no other failure", e);
        }
        return new Outcome(first, text.toString(), failure, isFramed);
    }

    /** How many bytes follow the answer. */
    private static int rest(String said) {
        Exchange exchange = new Exchange(PortionedWire.of(said));
        try {
            Body body = Body.behind(Head.read(exchange), exchange);
            byte[] block = new byte[64];
            for (int count = body.read(block); count >= 0; count = body.read(block)) {
                holds("no empty read", count > 0);
            }
            int rest = 0;
            for (int count = exchange.read(block, 0, block.length);
                    count >= 0;
                    count = exchange.read(block, 0, block.length)) {
                rest += count;
            }
            return rest;
        } catch (IOException e) {
            throw new AssertionError("it was read before", e);
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c != 127);
    }
}
