package postprox.simulation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import postprox.filter.FailurePolicy;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.quarantine.QuarantineReply;
import postprox.session.ClientLimits;
import postprox.smtp.StrayCr;
import postprox.smtp.Xforward;

/** What must be true of each message that came to its final dot. */
final class MessagePromises {
    /** How long a goodbye to the next hop may take, and breaths. */
    private static final Duration GOODBYE = Duration.ofSeconds(6);

    /** How soon before the dot the client may go without being noticed: a few breaths. */
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final Evidence evidence;
    private final Message message;
    private final String text;
    private final Optional<SimulatedFilter.Judgement> judgement;
    private final Optional<Delivery> delivery;
    private final Optional<Said> said;
    private final long dotRead;

    MessagePromises(Evidence evidence, Message message) {
        this.evidence = evidence;
        this.message = message;
        this.text = message.body().text(keepsCr());
        this.judgement = evidence.judgement(message);
        this.delivery = evidence.delivery(message);
        this.said = message.reply().flatMap(reply -> evidence.hop().said(Said.numberIn(reply.text())));
        this.dotRead = Math.max(evidence.client().wire().readAt(message.end()), message.ready());
    }

    void check() {
        checkLimits();
        judgement.ifPresent(this::checkJudgement);
        delivery.ifPresent(this::checkDelivery);
        require(message.reply().isPresent() || !evidence.clientListened(), () -> "was not answered");
        message.reply().ifPresent(this::checkReply);
    }

    /** It has recipients, and neither too many of them nor too much content. */
    private void checkLimits() {
        require(!message.rcpts().isEmpty(), () -> "was asked for without a recipient");
        ClientLimits limits = evidence.config().limits();
        require(message.rcpts().size() <= limits.recipients(), () -> "has too many recipients");
        long size = Content.size(text);
        boolean beyondOurs = limits.messageBytes() > 0 && size > limits.messageBytes();
        boolean hasTheirs = evidence.hop().mostBytes() > 0 && message.greeting().startsWith("EHLO");
        boolean beyondTheirs = hasTheirs && size > evidence.hop().mostBytes();
        // Who answers twice may have answered EHLO with something else.
        boolean tooLarge = beyondOurs || beyondTheirs && !evidence.had(Fault.HOP_TOO_MUCH);
        require(!tooLarge || judgement.isEmpty() && delivery.isEmpty(), () -> "was passed on, though it is too large");
        message.reply()
                .filter(reply -> reply.code() == 552 && said.isEmpty())
                .ifPresent(_ -> require(beyondOurs || beyondTheirs, () -> "is not too large"));
        long written = judgement.map(MessagePromises::written).orElse(0L);
        boolean madeTooLarge = limits.messageBytes() > 0 && written > limits.messageBytes()
                || hasTheirs && written > evidence.hop().mostBytes() && !evidence.had(Fault.HOP_TOO_MUCH);
        require(!madeTooLarge || delivery.isEmpty(), () -> "was passed on, though its filter has made it too large");
    }

    /** The size of the content that the filter wrote in place of the message's. */
    private static long written(SimulatedFilter.Judgement one) {
        boolean replaced =
                one.answer() instanceof Verdict.Edit edit && edit.content().isPresent();
        return replaced ? one.changed().length() : 0;
    }

    /** The filter sees what the client sent, and who sent it. */
    private void checkJudgement(SimulatedFilter.Judgement one) {
        require(one.text().equals(text), () -> "was shown to the filter as " + Wording.quoted(one.text()));
        if (!message.isPlain()) {
            return;
        }
        require(
                one.envelope().sender().equals(message.sender()),
                () -> "came from " + one.envelope().sender());
        require(
                one.envelope().recipients().equals(message.recipients()),
                () -> "went to " + one.envelope().recipients());
        message.forwarded().ifPresent(lines -> {
            Xforward expected = new Xforward();
            lines.forEach(line -> expected.add(line.substring(line.indexOf(' ') + 1)));
            Map<Xforward.Attribute, String> values = expected.values();
            require(
                    one.envelope().client().equals(values),
                    () -> "came from " + one.envelope().client());
            String helo = message.greeting().substring(message.greeting().indexOf(' ') + 1);
            require(
                    one.envelope().helo().equals(values.getOrDefault(Xforward.Attribute.HELO, helo)),
                    () -> "was greeted with " + one.envelope().helo());
        });
    }

    /** What may reach the next hop, by the filter's verdict; nothing where there is no such verdict. */
    private Optional<String> passable() {
        return judgement.flatMap(one -> switch (one.answer()) {
            case Verdict.Accept _ -> one.damaged() ? Optional.empty() : Optional.of(text);
            case Verdict.Edit edit -> edited(edit, one);
            case NoVerdict.Failed(String _) ->
                one.damaged() || evidence.failurePolicy() == FailurePolicy.TEMPFAIL
                        ? Optional.empty()
                        : Optional.of(text);
            case Verdict.Defer(var _, var condition, var _)
            when condition == Verdict.Defer.Condition.IF_REJECT -> one.damaged() ? Optional.empty() : Optional.of(text);
            case Verdict.Defer _,
                    Verdict.Reject _,
                    Verdict.Quarantine _,
                    Verdict.Discard _,
                    NoVerdict.Postponed _,
                    NoVerdict.TooLarge _,
                    NoVerdict.Doubtful _,
                    NoVerdict.NotAllowed _,
                    NoVerdict.Unfounded _ -> Optional.empty();
        });
    }

    private Optional<String> edited(Verdict.Edit edit, SimulatedFilter.Judgement one) {
        boolean replaced = edit.content().isPresent();
        if (one.damaged() && !replaced) {
            return Optional.empty();
        }
        String before = replaced ? Content.ofFile(one.changed(), keepsCr()) : text;
        return Optional.of(edit.edits().isEmpty() ? before : Content.edited(before));
    }

    private void checkDelivery(Delivery one) {
        String content = one.content.toString();
        // A next hop that answers DATA twice may take for content what the proxy says to be rid of it.
        if ("RSET\r\nQUIT\r\n".startsWith(content) || "QUIT\r\n".startsWith(content)) {
            return;
        }
        checkContent(one, content);
        require(judgement.isPresent() && judgement.get().time() <= one.begun, () -> "was passed on before its verdict");
        require(one.sender.equals(message.sender()), () -> "was passed on from " + one.sender);
        require(one.recipients.equals(message.recipients()), () -> "was passed on to " + one.recipients);
        // Who answers twice may have taken what its first word refused.
        if (!evidence.had(Fault.HOP_TOO_MUCH)) {
            require(one.greeting.equals(message.greeting()), () -> "was passed on behind " + one.greeting);
            message.forwarded()
                    .ifPresent(
                            lines -> require(one.forwarded.equals(lines), () -> "was passed on with " + one.forwarded));
        }
        if (one.isWhole()) {
            long late = dotRead + evidence.config().messageDeadline().toNanos();
            require(one.dotAt <= late + GOODBYE.toNanos() / 6, () -> "was passed on after its deadline");
            boolean slow = evidence.had(Fault.HOP_DEAF);
            boolean gone = message.isLast() && evidence.client().leftAt() < one.dotAt - MOMENT.toNanos();
            require(slow || !gone, () -> "was passed on for a client that had gone");
        }
    }

    private void checkContent(Delivery one, String content) {
        Optional<String> passable = passable();
        if (passable.isEmpty()) {
            // That EMAIL was damaged is known for sure when all of it has been read: the dot is kept back.
            boolean damaged = judgement.map(SimulatedFilter.Judgement::damaged).orElse(false);
            require(damaged && !one.isWhole(), () -> "was passed on without a verdict that lets it");
            return;
        }
        String wire = Content.wire(passable.get()) + ".\r\n";
        require(
                one.isWhole() ? content.equals(wire) : wire.startsWith(content),
                () -> "was passed on as " + Wording.quoted(content) + " and not as " + Wording.quoted(wire));
    }

    private void checkReply(SimulatedClient.Heard reply) {
        if (isOurOwn(reply)) {
            return;
        }
        boolean positive = reply.code() / 100 == 2;
        Optional<Said> answer = delivery.filter(Delivery::isWhole).flatMap(one -> one.answer);
        require(
                !positive || said.isPresent() && said.equals(answer),
                () -> "was acknowledged without the next hop's word");
        require(
                said.map(Said::isPositive).orElse(true) || !positive,
                () -> "was acknowledged with a reply that is none");
        require(positive || reply.code() >= 400, () -> "got neither yes nor no");
        if (delivery.isPresent() && answer.isPresent() && isSound(delivery.get(), answer.get())) {
            require(
                    said.equals(answer),
                    () -> "got something else than the next hop's " + Wording.quoted(answer.get().bytes));
        }
        if (judgement.isPresent() && judgement.get().answer() instanceof Verdict.Reject(var refusal, var _)) {
            String words = refusal.lines().getFirst().substring(4);
            require(reply.text().contains(words), () -> "did not get the filter's words: " + words);
        }
        if (!evidence.had(Fault.CLIENT_DEAF)) {
            checkTime(reply);
        }
    }

    /** Whether the reply is ours to a message that is kept aside or thrown away. Then the copy is there, or the log has the line. */
    private boolean isOurOwn(SimulatedClient.Heard reply) {
        if (judgement.isEmpty() || !evidence.aside().isOn()) {
            return false;
        }
        boolean isTaken = reply.text().startsWith("250 2.0.0 Ok: taken as ");
        boolean isRefused = reply.text().startsWith("554 5.7.1 Content rejected (");
        String name = reply.text().substring(reply.text().lastIndexOf(' ') + 1).strip();
        return switch (judgement.get().answer()) {
            case Verdict.Quarantine _
            when isTaken || isRefused -> {
                boolean isAsChosen = isTaken == (evidence.aside().reply() == QuarantineReply.ACCEPT);
                require(isAsChosen, () -> "got the other reply");
                String id = isTaken ? name : name.substring(1, name.length() - 1);
                Optional<String> lack = evidence.aside().lack(id, text, message);
                require(lack.isEmpty(), () -> "was acknowledged without a copy: " + lack.orElse(""));
                require(delivery.isEmpty(), () -> "was kept aside and passed on");
                yield true;
            }
            case Verdict.Discard _
            when isTaken -> {
                require(evidence.aside().hasLineOfDiscard(name), () -> "was thrown away without a line in the log");
                require(delivery.isEmpty(), () -> "was thrown away and passed on");
                yield true;
            }
            default -> false;
        };
    }

    /** Whether the next hop answered the dot as it should, so that the client must hear it. */
    private boolean isSound(Delivery one, Said answer) {
        long latest = one.dotAt + evidence.config().nextHop().finalReply().toNanos();
        boolean decides =
                answer.isReply() && (answer.code() / 100 == 2 && answer.code() != 221 || answer.code() >= 400);
        return decides && answer.wholeAt <= latest && !one.connectionReset && !answer.command.isEmpty();
    }

    private void checkTime(SimulatedClient.Heard reply) {
        long due = dotRead + evidence.config().messageDeadline().toNanos();
        long examined = judgement
                .map(SimulatedFilter.Judgement::time)
                .orElse(evidence.had(Fault.FILTER_SLOW) ? Long.MAX_VALUE / 2 : 0L);
        long passed = delivery.filter(Delivery::isWhole)
                .map(one -> one.dotAt + evidence.config().nextHop().finalReply().toNanos())
                .orElse(0L);
        require(
                reply.time() <= Math.max(due, Math.max(examined, passed)) + GOODBYE.toNanos(),
                () -> "was answered after its deadline");
    }

    private boolean keepsCr() {
        return evidence.config().strayCr() == StrayCr.KEEP;
    }

    private void require(boolean kept, Supplier<String> complaint) {
        if (!kept) {
            String reply =
                    message.reply().map(one -> Wording.quoted(one.text())).orElse("no reply");
            evidence.world()
                    .complain("message from " + message.sender() + " that got " + reply + " " + complaint.get());
        }
    }
}
