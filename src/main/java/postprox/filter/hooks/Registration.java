package postprox.filter.hooks;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postprox.filter.http.Head;
import postprox.filter.http.Url;
import postprox.filter.service.Exchange.WrongAnswer;

/**
 * A registration that a scanner has confirmed (draft-degennaro-mta-hooks-01 section 4.2).
 *
 * @param target   where hooks go
 * @param deletion where it is deleted; empty if the scanner named no such place
 * @param lifetime how long it lives from its making on; empty if it does not end
 * @param madeAt   when it was made, on the clock of this process
 */
record Registration(Target target, Optional<Url> deletion, Optional<Duration> lifetime, long madeAt) {
    /** A registration is renewed before the last tenth of its time, and a minute before its end at the latest. */
    private static final int PARTS = 10;

    private static final Duration LAST_MINUTE = Duration.ofMinutes(1);

    private static final Duration NEW = Duration.ofMinutes(1);

    /** A time that is longer is not reckoned with: some scanners write the year 9999 for "never". */
    private static final Duration LONGEST = Duration.ofDays(30);

    /**
     * Reads the body of the answer to a registration.
     *
     * @param at  the URL at which postprox registered. The scanner may name no place on another server
     * @param now the time on the clock of this process
     * @throws WrongAnswer if it is not what was asked for
     */
    static Registration of(Json answer, Url at, long now) throws WrongAnswer {
        String id = answer.member("registrationId").asText().orElse("");
        if (!Target.isId(id)) {
            throw new WrongAnswer("its registration has no usable registrationId: '" + Head.words(id) + "'");
        }
        String status = answer.member("status").asText().orElse("");
        if (!status.equals("active")) {
            throw new WrongAnswer("its registration is not active: '" + Head.words(status) + "'");
        }
        Url hooks = place(at, answer, "hookEndpoint")
                .orElseThrow(() -> new WrongAnswer("its registration names no hookEndpoint"));
        return new Registration(
                new Target(hooks, Optional.of(id), properties(answer.member("negotiated"))),
                place(at, answer.member("endpoints"), "deregistration"),
                lifetime(answer),
                now);
    }

    private static Optional<Url> place(Url at, Json from, String member) throws WrongAnswer {
        Optional<String> reference = from.member(member).asText();
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        try {
            Url url = at.resolve(reference.get());
            if (!url.isOfSameOrigin(at)) {
                throw new WrongAnswer("its " + member + " is on another server: " + url);
            }
            return Optional.of(url);
        } catch (IllegalArgumentException e) {
            throw new WrongAnswer("its " + member + " cannot be used: " + e.getMessage());
        }
    }

    private static Set<String> properties(Json negotiated) throws WrongAnswer {
        Json inbound = negotiated.member("inbound");
        boolean isJson =
                negotiated.member("serialization").asText().orElse("json").equals("json");
        if (!isJson || !texts(inbound.member("stages"), List.of()).contains("data")) {
            throw new WrongAnswer("its registration does not confirm JSON and the inbound stage data");
        }
        Set<String> properties = texts(inbound.member("properties"), DraftRequest.PROPERTIES);
        if (!DraftRequest.PROPERTIES.containsAll(properties)) {
            throw new WrongAnswer("its registration confirms properties that postprox has not offered");
        }
        if (!properties.contains("/stage") || !properties.contains("/action")) {
            throw new WrongAnswer("its registration leaves out /stage or /action, which each hook has");
        }
        return properties;
    }

    private static Set<String> texts(Json value, List<String> byDefault) throws WrongAnswer {
        return switch (value) {
            case Json.Nothing _ -> Set.copyOf(byDefault);
            case Json.Items(List<Json> items) -> {
                Set<String> texts = new HashSet<>();
                for (Json item : items) {
                    texts.add(item.asText()
                            .orElseThrow(() -> new WrongAnswer("its registration has a list with no texts")));
                }
                yield texts;
            }
            default -> throw new WrongAnswer("its registration has something else where a list should be");
        };
    }

    /** From its own two times, as the scanner's clock need not agree with ours. */
    private static Optional<Duration> lifetime(Json answer) throws WrongAnswer {
        Optional<String> end = answer.member("expiresAt").asText();
        if (end.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> begin = answer.member("createdAt").asText();
            Duration time =
                    Duration.between(begin.map(Instant::parse).orElseGet(Instant::now), Instant.parse(end.get()));
            if (time.isPositive()) {
                return Optional.of(time.compareTo(LONGEST) < 0 ? time : LONGEST);
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new WrongAnswer("its registration has a time that is none");
        }
        throw new WrongAnswer("its registration ends before it begins");
    }

    /** Whether it is time for another registration in its place. */
    boolean isDue(long now) {
        return lifetime.isPresent() && age(now).compareTo(lifetime.get().minus(reserve(lifetime.get()))) >= 0;
    }

    private static Duration reserve(Duration lifetime) {
        Duration part = lifetime.dividedBy(PARTS);
        return part.compareTo(LAST_MINUTE) < 0 ? part : LAST_MINUTE;
    }

    /** Whether the scanner has forgotten it. */
    boolean isOver(long now) {
        return lifetime.isPresent() && age(now).compareTo(lifetime.get()) >= 0;
    }

    /** Whether it was made so recently that another one in its place would have no other fate. */
    boolean isNew(long now) {
        return age(now).compareTo(NEW) < 0;
    }

    private Duration age(long now) {
        return Duration.ofNanos(now - madeAt);
    }
}
