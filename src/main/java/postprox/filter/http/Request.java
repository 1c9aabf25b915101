package postprox.filter.http;

import java.io.IOException;
import java.util.List;
import postprox.filter.service.Exchange;
import postprox.text.WireText;

/**
 * A request, after which the connection is closed.
 *
 * @param fields the header fields besides those that each request has
 */
public record Request(String method, Url url, List<Head.Field> fields, Payload payload) {
    public Request {
        fields = List.copyOf(fields);
        for (Head.Field field : fields) {
            // A line end in a value would begin another field, or another request.
            if (!field.value().chars().allMatch(c -> c >= ' ' && c < 127)) {
                throw new IllegalArgumentException(
                        "the value of " + field.name() + " has a byte that it must not have");
            }
        }
    }

    /**
     * Sends the request.
     *
     * @return whether all of it was sent. Otherwise an answer is there already
     */
    public boolean send(Exchange exchange) throws IOException {
        return exchange.send(WireText.bytes(head()), payload.open());
    }

    private String head() {
        StringBuilder head = new StringBuilder(method + " " + url.target() + " HTTP/1.1\r\n");
        line(head, "Host", url.authority());
        line(head, "User-Agent", "postprox");
        line(head, "Connection", "close");
        fields.forEach(field -> line(head, field.name(), field.value()));
        // A POST without a length would have none to its reader (RFC 9110 section 8.6).
        if (payload.size() > 0 || method.equals("POST")) {
            line(head, "Content-Length", Long.toString(payload.size()));
        }
        return head.append("\r\n").toString();
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
