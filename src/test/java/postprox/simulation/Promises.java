package postprox.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import postprox.event.SessionEnd;
import postprox.session.SessionConfig;
import postprox.spool.FaultyDisk;
import postprox.testkit.Spooled;

/** What must be true of every session, whatever went wrong. Those of a message are in {@link MessagePromises}. */
final class Promises {
    private static final Set<String> WITHHELD = Set.of("STARTTLS", "BURL", "XEXCH50", "TURN", "LHLO", "BDAT");
    private static final Set<String> OWN_COMMANDS = Set.of("DATA", "NOOP", "RSET", "QUIT", "*");

    private final Evidence evidence;
    private final World world;
    private final Interpretation session;

    private Promises(Evidence evidence) {
        this.evidence = evidence;
        this.world = evidence.world();
        this.session = evidence.session();
    }

    /** Complains to the world about each that was broken. */
    static void check(Evidence evidence) {
        Promises promises = new Promises(evidence);
        promises.checkEnd();
        promises.checkSteps();
        promises.checkCommands();
        evidence.session().chunks().forEach(promises::checkChunk);
        evidence.session().messages().forEach(message -> new MessagePromises(evidence, message).check());
        promises.checkStrangers();
        evidence.aside().check(evidence.world(), evidence.had(Fault.DISK_KEEPS_FILE), evidence.clientListened());
    }

    /** Nothing unexpected happened, and nothing is left behind. */
    private void checkEnd() {
        evidence.errors().forEach(line -> world.complain("the log has an " + line));
        require(evidence.end() != SessionEnd.BUG, () -> "the session ended with a bug");
        require(evidence.client().wire().isClosed(), () -> "the client's connection was left open");
        require(
                evidence.hop().wires().stream().allMatch(SimulatedWire::isClosed),
                () -> "a next hop's connection was left open");
        require(
                FaultyDisk.isMemoryFree(evidence.spool(), evidence.memory()),
                () -> "memory of the spool is still taken");
        List<Path> left = Spooled.in(evidence.directory());
        boolean mayStay = evidence.had(Fault.DISK_KEEPS_FILE) || evidence.had(Fault.FILTER_DAMAGED_OUTFILE);
        require(left.isEmpty() || mayStay, () -> "files are left behind: " + left);
        try {
            evidence.spool().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Stream<Path> files = Files.list(evidence.directory())) {
            require(files.findAny().isEmpty(), () -> "the spool's own directory is left behind");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replies come in the order of commands, one each. */
    private void checkSteps() {
        List<SimulatedClient.Heard> replies = evidence.client().replies();
        for (SimulatedClient.Heard reply : replies) {
            require(
                    new Said(0, reply.text(), "").isReply() && Said.isClean(reply.text()),
                    () -> "not a reply: " + Wording.quoted(reply.text()));
        }
        for (Answered one : session.commands()) {
            checkStep(one);
        }
        List<SimulatedClient.Heard> unasked = session.unasked();
        boolean farewell = unasked.size() == 1
                && unasked.getFirst().code() == 421
                && Said.numberIn(unasked.getFirst().text()) == 0;
        require(unasked.isEmpty() || farewell, () -> "replies to nothing: " + unasked);
        if (evidence.clientListened()) {
            require(
                    evidence.client().rest().isEmpty(),
                    () -> "half a reply: " + evidence.client().rest());
            require(!replies.isEmpty(), () -> "no greeting");
            require(
                    session.unanswered().isEmpty() || session.isOver(),
                    () -> "commands without a reply: " + session.unanswered());
            require(session.isOver(), () -> "the session ended without a word");
        }
    }

    private void checkStep(Answered one) {
        int number = Said.numberIn(one.reply().text());
        Supplier<String> what = () -> Wording.quoted(one.line()) + " got "
                + Wording.quoted(one.reply().text());
        if (number > 0) {
            boolean canTell = !evidence.had(Fault.HOP_TOO_MUCH);
            String asked = evidence.hop().said(number).map(said -> said.command).orElse("");
            boolean opaque = one.phase() == Answered.Phase.AUTH;
            boolean cancelled = opaque && asked.equals("*");
            boolean saidGoodbye = isGoodbye(one.reply());
            require(
                    !canTell || asked.equals(one.line()) || cancelled || saidGoodbye || isFarewell(one.reply()),
                    () -> "out of step: " + what.get() + ", which answers " + asked);
            boolean goesOn = one.reply().code() != 221 || one.verb().equals("QUIT") || isFarewell(one.reply());
            require(goesOn, () -> "not the end, though the next hop hung up: " + what.get());
            boolean mayPass = switch (one.phase()) {
                case COMMANDS -> !one.isTooLong() && !one.isBroken();
                // Of a next hop that answers too much it cannot be told whether this is its answer to "*" (RFC 4954
                // section 4).
                case AUTH -> !one.isTooLong() || cancelled || !canTell;
                case CHUNKS -> one.takesBack();
            };
            require(
                    mayPass && (opaque || saidGoodbye || !one.verb().equals("BDAT")) || isFarewell(one.reply()),
                    () -> "passed on: " + what.get());
            return;
        }
        int code = one.reply().code();
        boolean bye = code == 221 && one.verb().equals("QUIT");
        boolean goAhead = code == 354 && one.verb().equals("DATA");
        boolean awake = code == 250
                && one.phase() == Answered.Phase.CHUNKS
                && one.verb().equals("NOOP");
        require(code >= 400 || bye || goAhead || awake, () -> "our own word: " + what.get());
        boolean malformed = one.verb().equals("BDAT") && one.phase() != Answered.Phase.AUTH && !one.isTooLong();
        require(!malformed || code == 421, () -> "guessed: " + what.get());
    }

    /** Whether it is a refusal in words that the next hop said without being asked, as it does when it hangs up. */
    private boolean isGoodbye(SimulatedClient.Heard reply) {
        boolean unasked = evidence.hop()
                .said(Said.numberIn(reply.text()))
                .filter(said -> said.command.isEmpty())
                .isPresent();
        return unasked && reply.code() >= 400;
    }

    /** Whether it is the next hop's word with which the session ended, whatever it was the answer to. */
    private boolean isFarewell(SimulatedClient.Heard reply) {
        return (reply.code() == 421 || reply.code() == 221)
                && evidence.client().replies().getLast().equals(reply);
    }

    /** A chunk is acknowledged by us, and only as long as its message can still be taken. */
    private void checkChunk(AnsweredChunk one) {
        String reply = one.reply().text();
        Supplier<String> what = () -> Wording.quoted(one.chunk().line()) + " got " + Wording.quoted(reply);
        boolean refusedForGood = one.reply().code() == 421 && isFarewell(one.reply());
        require(
                Said.numberIn(reply) == 0 || refusedForGood || isGoodbye(one.reply()),
                () -> "passed on: " + what.get());
        if (one.reply().code() >= 400) {
            return;
        }
        require(
                reply.startsWith("250 ") && reply.contains(" " + one.chunk().octets() + " octets"),
                () -> "odd: " + what.get());
        require(one.takeable(), () -> "part of no message: " + what.get());
        long most = evidence.config().limits().messageBytes();
        require(most == 0 || one.size() <= most, () -> "too large: " + what.get());
        require(!evidence.disk().struckIn(one.first(), one.turn()), () -> "the disk had failed before: " + what.get());
    }

    /** The next hop hears the client's commands, and a few of the proxy's own. */
    private void checkCommands() {
        Set<String> known = new HashSet<>(OWN_COMMANDS);
        session.commands().stream()
                .filter(one -> one.phase() != Answered.Phase.CHUNKS || one.takesBack())
                .forEach(one -> known.add(one.line()));
        known.addAll(session.unanswered());
        boolean authenticated =
                session.commands().stream().anyMatch(one -> one.reply().code() == 334);
        for (String command : evidence.hop().commands()) {
            Supplier<String> shown = () -> Wording.quoted(command);
            require(known.contains(command), () -> "the next hop got what nobody said: " + shown.get());
            require(
                    command.indexOf('\r') < 0 && command.indexOf('\0') < 0,
                    () -> "the next hop got a broken line: " + shown.get());
            require(
                    authenticated || !WITHHELD.contains(Answered.verb(command)),
                    () -> "the next hop got what is withheld: " + shown.get());
        }
    }

    /** Only messages that came to their dot are examined, and nothing else reaches the next hop. */
    private void checkStrangers() {
        Set<Integer> turns = new HashSet<>();
        session.messages().forEach(message -> turns.add(message.turn()));
        Set<Integer> seen = new HashSet<>();
        for (SimulatedFilter.Judgement one : evidence.filter().judgements()) {
            require(turns.contains(one.turn()), () -> "the filter was shown what is no message: " + one);
            require(seen.add(one.turn()), () -> "the filter was shown a message twice: " + one);
        }
        Set<Integer> delivered = new HashSet<>();
        List<Delivery> begun = evidence.hop().deliveries().stream()
                .filter(one -> !one.content.isEmpty())
                .toList();
        for (Delivery one : begun) {
            require(turns.contains(one.turn), () -> "the next hop was given what is no message: " + one.sender);
            require(delivered.add(one.turn), () -> "the next hop was given a message twice: " + one.sender);
        }
        boolean refused = evidence.client().replies().stream()
                .anyMatch(reply -> reply.code() >= 400 && Said.numberIn(reply.text()) > 0);
        // A next hop that has had enough of waiting costs nobody a message, unless it would have to be authenticated
        // to.
        boolean onlyTired = world.faults().keySet().equals(Set.of(Fault.HOP_TIRED))
                && !refused
                && evidence.hop().wires().size() <= 20
                && session.commands().stream().noneMatch(one -> one.reply().code() == 235);
        boolean unhurried = evidence.config().messageDeadline().equals(SessionConfig.MESSAGE_DEADLINE);
        if ((world.faults().isEmpty() || onlyTired) && unhurried && evidence.end() != SessionEnd.CLIENT_TIMEOUT) {
            session.messages()
                    .forEach(message -> require(
                            message.reply().map(SimulatedClient.Heard::code).equals(Optional.of(250)),
                            () -> "nothing went wrong, and still a message was not taken: " + message.reply()));
        }
    }

    private void require(boolean kept, Supplier<String> complaint) {
        if (!kept) {
            world.complain(complaint.get());
        }
    }
}
