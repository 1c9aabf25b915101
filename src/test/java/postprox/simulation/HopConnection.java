package postprox.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One connection of the next hop: reads commands and content by the letter of RFC 5321, and answers as it should, or as
 * {@link HopMisfortune} has it. Not thread-safe.
 */
final class HopConnection implements SimulatedWire.Peer {
    /** What nobody has to say to be greeted. */
    static final String GREETING = "(greeting)";

    /** How many it must hear before it grows tired, unless the client has used AUTH. */
    private static final int MOST_NOOPS = 8;

    /** How the final dot stands in the record. */
    static final String DOT = ".";

    private final SimulatedNextHop hop;
    private final World world;
    private final Chance chance;
    private final SimulatedWire wire;
    private final HopVoice voice;
    private final HopMisfortune misfortune;
    private final StringBuilder in = new StringBuilder();
    private final List<String> recipients = new ArrayList<>();
    private final List<String> forwarded = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();

    private String greeting = "";
    private Optional<String> sender = Optional.empty();
    private Optional<Delivery> delivery = Optional.empty();
    private boolean authenticating;
    private boolean authenticated;

    /** It has had enough of waiting, and hears no more. */
    private boolean tired;

    private boolean closed;
    private int noops;
    private long lastHeard;

    HopConnection(SimulatedNextHop hop, World world, Chance chance) {
        this.hop = hop;
        this.world = world;
        this.chance = chance;
        this.wire = new SimulatedWire(world, chance, "next hop", this);
        this.voice = new HopVoice(world, chance, wire);
        this.misfortune = new HopMisfortune(hop, world, chance, this, voice);
        this.lastHeard = world.nanos();
        world.later(hop.idleTimeout(), this::loseInterest);
    }

    SimulatedWire wire() {
        return wire;
    }

    void greet() {
        if (!misfortune.strikes(GREETING)) {
            answer(GREETING, 220, "next.hop ESMTP");
        }
    }

    @Override
    public void hear(String bytes) {
        if (closed || tired) {
            // What it said last and this have crossed on their way.
            world.fault(Fault.HOP_CLOSED);
            return;
        }
        lastHeard = world.nanos();
        world.tell("H<", bytes);
        in.append(bytes);
        boolean more = true;
        while (more && !closed) {
            more = delivery.isPresent() ? takeContent(delivery.get()) : takeCommand();
        }
    }

    @Override
    public void hangUp() {
        closed = true;
        world.tell("H.", "");
    }

    private boolean takeContent(Delivery open) {
        if (open.contentAt == Long.MAX_VALUE && !in.isEmpty()) {
            open.contentAt = world.nanos();
            misfortune.strikeInContent(open);
        }
        if (closed) {
            return false;
        }
        open.content.append(in);
        in.setLength(0);
        int end = Content.endOf(open.content.toString(), 0);
        if (end < 0) {
            return false;
        }
        in.append(open.content, end, open.content.length());
        open.content.setLength(end);
        open.dotAt = world.nanos();
        delivery = Optional.empty();
        forget();
        voice.nextAnswers(open);
        if (!misfortune.strikes(DOT)) {
            answer(DOT, 250, "2.0.0 queued");
        }
        return true;
    }

    /** Whether the next line is a step of AUTH, or this one is. */
    boolean isAuthenticating() {
        return authenticating;
    }

    /** Whether content is still awaited in this phase. */
    boolean isIn(Delivery open) {
        return !closed && delivery.filter(one -> one == open).isPresent();
    }

    private boolean takeCommand() {
        int end = in.indexOf("\n");
        if (end < 0) {
            return false;
        }
        String line = in.substring(0, end);
        in.delete(0, end + 1);
        if (!line.endsWith("\r")) {
            world.complain("a line without CRLF at the next hop: " + Wording.quoted(line));
        }
        String command = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        hop.heard(command);
        if (misfortune.strikes(command)) {
            authenticating = false;
        } else {
            carryOut(command);
        }
        return true;
    }

    private void carryOut(String command) {
        String verb = Answered.verb(command);
        if (authenticating) {
            authenticating = false;
            authenticated = !command.equals("*");
            answer(command, authenticated ? 235 : 501, "2.7.0 so be it");
            return;
        }
        switch (verb) {
            case "HELO" -> {
                introduce(command);
                answer(command, 250, "next.hop");
            }
            case "EHLO" -> {
                introduce(command);
                List<String> lines = new ArrayList<>(List.of("next.hop"));
                lines.addAll(hop.extensions());
                answer(command, 250, lines.toArray(String[]::new));
            }
            case "XFORWARD" -> {
                forwarded.add(command);
                answer(command, 250, "2.0.0 ok");
            }
            case "AUTH" -> {
                authenticating = hop.authenticates();
                answer(command, authenticating ? 334 : 502, "auth");
            }
            case "MAIL" -> {
                if (sender.isPresent()) {
                    answer(command, 503, "5.5.1 nested MAIL command");
                } else {
                    sender = Optional.of(argument(command));
                    answer(command, 250, "2.1.0 ok");
                }
            }
            case "RCPT" -> {
                if (sender.isEmpty()) {
                    answer(command, 503, "5.5.1 need MAIL command");
                } else {
                    recipients.add(argument(command));
                    answer(command, 250, "2.1.5 ok");
                }
            }
            case "DATA" -> data(command);
            case "RSET" -> {
                forget();
                answer(command, 250, "2.0.0 ok");
            }
            case "NOOP" -> {
                noops++;
                answer(command, 250, "2.0.0 ok");
            }
            case "QUIT" -> {
                answer(command, 221, "2.0.0 bye");
                voice.thenRun(this::close);
            }
            default -> answer(command, 502, "5.5.2 unknown");
        }
    }

    private void data(String command) {
        if (sender.isEmpty() || recipients.isEmpty()) {
            answer(command, 503, "5.5.1 need RCPT command");
            return;
        }
        Delivery begun = new Delivery(sender.get(), recipients, greeting, forwarded, world);
        hop.began(begun);
        deliveries.add(begun);
        delivery = Optional.of(begun);
        answer(command, 354, "go ahead");
        if (chance.oneIn(2)) {
            misfortune.strikeInContent(begun);
        }
    }

    private void introduce(String command) {
        forget();
        greeting = command;
    }

    /** The transaction is over, and with it what XFORWARD said (smtpd_xforward_reset in Postfix's mail_reset). */
    private void forget() {
        sender = Optional.empty();
        recipients.clear();
        forwarded.clear();
    }

    /** What stands behind FROM: or TO:, without brackets and parameters. */
    static String argument(String command) {
        int open = command.indexOf('<');
        int end = command.indexOf('>', open + 1);
        return open < 0 || end < 0 ? command : command.substring(open + 1, end);
    }

    private void answer(String command, int code, String... lines) {
        boolean several = lines.length == 1 && code != 220 && chance.oneIn(12);
        String[] words =
                several ? new String[] {lines[0], chance.of(List.of("and more", "and\r250 more\0")), lines[0]} : lines;
        voice.say(hop.say(code, command, words), misfortune.delay());
    }

    private void loseInterest() {
        if (closed || wire.isOver()) {
            return;
        }
        long left = lastHeard + hop.idleTimeout().toNanos() - world.nanos();
        if (left > 0) {
            world.later(Duration.ofNanos(left), this::loseInterest);
        } else if (voice.isIdle()) {
            boolean slowFilter = world.faults().containsKey(Fault.FILTER_SLOW);
            boolean owedMore = authenticated || noops < MOST_NOOPS;
            if (hop.isOwedAttention() && !misfortune.hasStruck() && !slowFilter && owedMore) {
                world.complain("the next hop was kept waiting without a NOOP");
            }
            world.fault(Fault.HOP_TIRED);
            tired = true;
            if (!chance.oneIn(4)) {
                voice.say(
                        hop.say(chance.of(List.of(421, 421, 421, 451, 554, 221)), "", "4.4.2 timeout"), Duration.ZERO);
            }
            voice.thenRun(this::close);
        } else {
            world.later(hop.idleTimeout(), this::loseInterest);
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            wire.closeByPeer();
        }
    }

    void reset() {
        if (!closed) {
            closed = true;
            deliveries.forEach(one -> one.connectionReset = true);
            wire.reset();
        }
    }
}
