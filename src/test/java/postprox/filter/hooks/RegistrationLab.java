package postprox.filter.hooks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import postprox.filter.hooks.Scanner.Standing;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Asked;
import postprox.testkit.ScriptedScanner.Conversation;

/** A scanner that registers whom asks for it, as the draft says, and a filter that asks it. */
final class RegistrationLab implements AutoCloseable {
    private static final String ALL =
            "\"negotiated\":{\"serialization\":\"json\",\"inbound\":{\"stages\":[\"data\"],\"properties\":null}}";

    /** The registrations that the scanner knows. */
    final Set<String> known = ConcurrentHashMap.newKeySet();

    /** How many it has made. */
    final AtomicInteger made = new AtomicInteger();

    final ScriptedScanner scanner = ScriptedScanner.start();
    final Asker asker;

    RegistrationLab(Path directory) throws IOException {
        scanner.behave(conversation -> converse(conversation, ""));
        asker = new Asker(directory, scanner.origin() + "/v1/register", Dialect.DRAFT01, new Standing.Registers());
    }

    /** Does as the draft says; registrations end at this time in JSON, or never. */
    void converse(Conversation conversation, String expires) throws IOException {
        Asked request = conversation.request();
        String id = request.header("X-MTA-Hooks-Registration");
        if (request.line().startsWith("POST /v1/register")) {
            String next = "r" + made.incrementAndGet();
            known.add(next);
            conversation.reply(201, registration(next, expires));
        } else if (request.line().startsWith("DELETE /v1/register/")) {
            known.remove(request.line().split("[/ ]")[4]);
            conversation.reply(200, "{}");
        } else {
            conversation.reply(known.contains(id) ? 204 : 404, "");
        }
    }

    static String registration(String id, String expires) {
        return "{\"registrationId\":\"" + id
                + "\",\"status\":\"active\",\"createdAt\":\"2026-11-30T12:00:00Z\",\"expiresAt\":"
                + (expires.isEmpty() ? "null" : expires) + ",\"hookEndpoint\":\"invoke/" + id + "\"," + ALL
                + ",\"endpoints\":{\"deregistration\":\"/v1/register/" + id + "\"}}";
    }

    @Override
    public void close() throws IOException {
        asker.close();
        scanner.close();
    }
}
