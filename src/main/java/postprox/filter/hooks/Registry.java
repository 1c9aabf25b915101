package postprox.filter.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import postprox.filter.http.BodyStream;
import postprox.filter.http.Call;
import postprox.filter.http.Head;
import postprox.filter.http.Pieces;
import postprox.filter.http.Url;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * Makes and deletes registrations (draft-degennaro-mta-hooks-01 section 4). Thread-safe.
 *
 * @param url  where registrations are made
 * @param name the name of this filter, which the scanner's administrator sees
 */
record Registry(Url url, String name, Duration timeout, Access access, Ticker ticker) {
    private static final int MOST_BYTES = 64 * 1024;

    /** A stop or a reload waits for it. */
    private static final Duration LONGEST_DELETION = Duration.ofSeconds(3);

    Registration register(Deadline deadline) throws IOException {
        try (Call call = access.call("POST", url, List.of(), Pieces.of(request()), deadline)) {
            int status = call.status();
            if (status == 429 || status >= 500) {
                throw Unavailable.of(call);
            }
            if (status != 201 && status != 200) {
                throw new WrongAnswer("it does not register postprox: " + call.words());
            }
            return Registration.of(answer(call), url, ticker.nanos());
        }
    }

    private static Json answer(Call call) throws IOException {
        try (BodyStream body = call.body(MOST_BYTES)) {
            return Json.object(body);
        } catch (Json.Wrong e) {
            throw new WrongAnswer("its registration cannot be read: " + e.getMessage());
        }
    }

    private byte[] request() {
        return JsonWriter.object(json -> {
            json.writeStringProperty("name", name);
            json.writeStringProperty("serialization", "json");
            json.writeObjectPropertyStart("inbound");
            json.writeArrayPropertyStart("stages");
            json.writeString("data");
            json.writeEndArray();
            json.writeArrayPropertyStart("properties");
            DraftRequest.PROPERTIES.forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
            json.writeStringProperty("version", "postprox");
            json.writeNumberProperty("timeoutMs", timeout.toMillis());
        });
    }

    /** Deletes a registration. One that cannot be deleted ends by itself, and nobody uses it any more. */
    void delete(Registration registration) {
        if (registration.deletion().isEmpty()) {
            return;
        }
        Deadline deadline = Deadline.after(ticker, LONGEST_DELETION);
        List<Head.Field> none = List.of();
        try (Call _ = access.call("DELETE", registration.deletion().get(), none, Pieces.of(new byte[0]), deadline)) {
            // Whatever it says, there is nothing left to do.
        } catch (IOException e) {
            // The scanner is gone, and its registrations with it, or they end at their time.
        }
    }
}
