package postprox.filter.icap;

import java.net.InetAddress;
import java.util.OptionalInt;
import postprox.net.Endpoint;
import postprox.text.WireText;

/** The requests to a service, up to where the message's text begins (RFC 3507 sections 4.3 and 4.4). */
final class IcapRequests {
    private static final String END = "\r\n";

    /** Nobody asked for the message at this address. Some services want one, and some look at its ending. */
    private static final String TARGET = " http://127.0.0.1/message.eml HTTP/1.1" + END + "Host: 127.0.0.1" + END;

    private final IcapRules rules;

    IcapRequests(IcapRules rules) {
        this.rules = rules;
    }

    /** The request for a service's OPTIONS. */
    static byte[] options(Endpoint server, String service) {
        return WireText.bytes(head("OPTIONS", server, service) + "Encapsulated: null-body=0" + END + END);
    }

    /**
     * The request about a message.
     *
     * @param method  RESPMOD or REQMOD
     * @param preview how many bytes are sent first; empty without a preview
     * @param size    the size of the message
     * @param client  the address of the message's client as somebody gave it; it is left out if it is none
     */
    byte[] about(Endpoint server, Method method, OptionalInt preview, long size, String client) {
        String fields = "Content-Type: " + rules.contentType() + END + "Content-Length: " + size + END + END;
        String request = method == Method.REQMOD ? "POST" + TARGET + fields : "GET" + TARGET + END;
        String response = method == Method.REQMOD ? "" : "HTTP/1.1 200 OK" + END + fields;
        StringBuilder head = new StringBuilder(head(method.name(), server, rules.service()));
        // A service may say 204 only if this allows it (section 4.6), and then need not send the message back.
        head.append("Allow: 204").append(END);
        preview.ifPresent(bytes -> head.append("Preview: ").append(bytes).append(END));
        if (isAddress(client)) {
            head.append("X-Client-IP: ").append(client).append(END);
        }
        head.append("Encapsulated: req-hdr=0, ");
        if (method == Method.REQMOD) {
            head.append("req-body=").append(request.length());
        } else {
            head.append("res-hdr=").append(request.length());
            head.append(", res-body=").append(request.length() + response.length());
        }
        head.append(END).append(END).append(request).append(response);
        return WireText.bytes(head.toString());
    }

    private static String head(String method, Endpoint server, String service) {
        String host = server instanceof Endpoint.Tcp ? server.toString() : "localhost";
        return method + " icap://" + host + "/" + service + " ICAP/1.0" + END
                + "Host: " + host + END
                + "User-Agent: postprox" + END;
    }

    /** Whether a text is an address. Its characters are checked first, since Java takes names of interfaces and short forms too. */
    private static boolean isAddress(String text) {
        boolean isLikeOne = text.chars()
                        .allMatch(c -> c >= '0' && c <= '9'
                                || c >= 'a' && c <= 'f'
                                || c >= 'A' && c <= 'F'
                                || c == '.'
                                || c == ':')
                && (text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3);
        if (!isLikeOne) {
            return false;
        }
        try {
            InetAddress _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
