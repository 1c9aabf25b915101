package postprox.filter.hooks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.http.Call;
import postprox.filter.http.Head;
import postprox.filter.http.Payload;
import postprox.filter.http.Request;
import postprox.filter.http.Url;
import postprox.filter.service.Exchange;
import postprox.filter.service.Heard;
import postprox.net.ServiceDialer;
import postprox.net.Tls;
import postprox.net.Wire;
import postprox.time.Deadline;

/**
 * How a scanner is reached. Each request has a connection of its own. No redirect is followed and no proxy is asked: the message and the
 * credentials go nowhere but where the administrator says. Thread-safe.
 *
 * @param tls           whom to trust where TLS is spoken; empty where none is
 * @param authorization the value of the header field of that name
 */
public record Access(ServiceDialer dialer, Optional<Tls> tls, Optional<String> authorization) {
    static final String JSON = "application/json";

    /** Sends a request that is about no message, and reads the head of the answer. */
    Call call(String method, Url url, List<Head.Field> fields, Payload payload, Deadline deadline) throws IOException {
        return call(method, url, fields, payload, deadline, new Heard());
    }

    /**
     * Sends a request, and reads the head of the answer.
     *
     * @param heard learns what the scanner says
     */
    Call call(String method, Url url, List<Head.Field> fields, Payload payload, Deadline deadline, Heard heard)
            throws IOException {
        List<Head.Field> all = new ArrayList<>(fields);
        all.add(new Head.Field("Accept", JSON));
        if (payload.size() > 0) {
            all.add(new Head.Field("Content-Type", JSON));
        }
        authorization.ifPresent(value -> all.add(new Head.Field("Authorization", value)));
        return Call.make(new Exchange(connect(url, deadline), heard), new Request(method, url, all, payload));
    }

    private Wire connect(Url url, Deadline deadline) throws IOException {
        Wire wire = dialer.dial(url.place(), deadline);
        if (!url.isSecure()) {
            return wire;
        }
        return tls.orElseThrow(() -> new IllegalStateException("no TLS for " + url))
                .over(wire, url.host(), url.port());
    }
}
