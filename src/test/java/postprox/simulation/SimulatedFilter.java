package postprox.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.spool.FilterGround;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/** A filter with every verdict there is, and the record of what it saw and said. Not thread-safe. */
final class SimulatedFilter implements Filter {
    /** With less than this left, a next hop that is only a little slow may be too slow. */
    private static final Duration LITTLE = Duration.ofSeconds(8);

    private static final List<String> CHANGED = List.of(
            "changed\n",
            "changed",
            ".\n",
            "a\r\n.\r\nMAIL FROM:<x>\r\n",
            "..\n.",
            "\r",
            "a\n\rb\r\r\n",
            "\0\n\n",
            "x\n.\n.\r\ny\n");

    private final World world;
    private final Chance chance;
    private final boolean gentle;
    private final List<Judgement> judgements = new ArrayList<>();

    /**
     * What it did with a message.
     *
     * @param text    what it saw, one byte a character
     * @param changed what it wrote to OUTFILE
     * @param damaged whether it wrote to EMAIL
     * @param turn    in which turn it spoke
     * @param time    when it spoke
     */
    record Judgement(
            Envelope envelope, String text, Verdict verdict, String changed, boolean damaged, int turn, long time) {}

    SimulatedFilter(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        this.gentle = chance.oneIn(2);
    }

    List<Judgement> judgements() {
        return judgements;
    }

    @Override
    public Verdict examine(SpooledMessage message, Envelope envelope, Duration time) throws SpoolException {
        boolean onDisk = chance.oneIn(6);
        String text;
        if (onDisk) {
            message.prepareForFilter(chance.oneIn(4) ? new byte[] {'r', '\n'} : new byte[0]);
            text = read(message.email());
        } else {
            text = read(message.original());
        }
        world.tell("F<", text);
        if (ranOutOfTime(time)) {
            return judged(envelope, text, new Verdict.Failed("timed out"), "", false);
        }
        return onDisk ? inRoom(message, envelope, text) : judged(envelope, text, verdict(), "", false);
    }

    /** Takes its time; true where it has no more, and admits it. */
    private boolean ranOutOfTime(Duration time) {
        Duration needed = chance.oneIn(8)
                ? Duration.ofSeconds(chance.below(gentle ? 80 : 130))
                : chance.delay(Duration.ofSeconds(1));
        boolean over = needed.compareTo(time) >= 0;
        if (needed.plus(LITTLE).compareTo(time) >= 0) {
            world.fault(Fault.FILTER_SLOW);
        }
        if (over) {
            boolean admits = !chance.oneIn(4);
            world.pass(admits ? time : needed);
            return admits;
        }
        world.pass(needed);
        return false;
    }

    private Verdict inRoom(SpooledMessage message, Envelope envelope, String text) throws SpoolException {
        try (FilterGround ground = message.groundForFilter()) {
            return withFiles(message, envelope, text, ground);
        }
    }

    private Verdict withFiles(SpooledMessage message, Envelope envelope, String text, FilterGround ground)
            throws SpoolException {
        boolean damaged = false;
        Optional<String> changed = Optional.empty();
        try {
            switch (gentle ? 0 : chance.below(8)) {
                case 1 -> {
                    world.fault(Fault.FILTER_DAMAGED_EMAIL);
                    Files.write(message.email(), new byte[] {'!'}, StandardOpenOption.APPEND);
                    damaged = true;
                }
                case 2 -> {
                    world.fault(Fault.FILTER_DAMAGED_EMAIL);
                    Files.delete(message.email());
                    if (chance.oneIn(2)) {
                        Files.writeString(message.email(), text, StandardCharsets.ISO_8859_1);
                    }
                }
                case 3 -> {
                    world.fault(Fault.FILTER_DAMAGED_OUTFILE);
                    Files.delete(message.output());
                    Files.createDirectory(message.output());
                }
                case 4 -> {
                    world.fault(Fault.FILTER_DAMAGED_OUTFILE);
                    Files.delete(message.output());
                }
                case 5 -> {
                    if (!text.isEmpty()) {
                        world.fault(Fault.FILTER_DAMAGED_EMAIL);
                        byte[] other = text.getBytes(StandardCharsets.ISO_8859_1);
                        other[chance.below(other.length)] ^= 1;
                        Files.write(message.email(), other);
                        damaged = true;
                    }
                }
                default -> {
                    if (chance.oneIn(2)) {
                        changed = Optional.of(chance.of(CHANGED));
                        Files.writeString(message.output(), changed.get(), StandardCharsets.ISO_8859_1);
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError("the simulated filter itself failed", e);
        }
        Verdict verdict = verdict();
        if (verdict instanceof Verdict.Accept) {
            verdict = accepted(message);
        }
        try {
            ground.check();
        } catch (MessageModifiedException e) {
            verdict = verdict instanceof Verdict.Reject ? verdict : new Verdict.Unfounded(e);
        } catch (SpoolException e) {
            verdict = new Verdict.Unfounded(e);
        }
        return judged(envelope, text, verdict, changed.orElse(""), damaged);
    }

    private static Verdict accepted(SpooledMessage message) {
        try {
            return message.hasChanged() ? new Verdict.Replace() : new Verdict.Accept();
        } catch (SpoolException e) {
            return new Verdict.Unfounded(e);
        }
    }

    private Verdict verdict() {
        if (gentle || !chance.oneIn(3)) {
            return new Verdict.Accept();
        }
        return switch (chance.below(4)) {
            case 0, 1 -> {
                world.fault(Fault.FILTER_REJECTED);
                yield new Verdict.Reject(
                        Reply.of(chance.of(List.of(554, 450, 421, 521)), "5.7.1 filter " + judgements.size()));
            }
            case 2 -> {
                world.fault(Fault.FILTER_FAILED);
                yield new Verdict.Failed("exit status 7");
            }
            default -> {
                world.fault(Fault.FILTER_POSTPONED);
                yield chance.oneIn(2) ? new Verdict.Postponed("no turn") : new Verdict.Doubtful("perhaps crashed");
            }
        };
    }

    private Verdict judged(Envelope envelope, String text, Verdict verdict, String changed, boolean damaged) {
        world.tell("F>", verdict + (changed.isEmpty() ? "" : " " + changed));
        judgements.add(new Judgement(envelope, text, verdict, changed, damaged, world.turn(), world.nanos()));
        return verdict;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError("the filter cannot read EMAIL", e);
        }
    }

    private static String read(SpooledText text) throws SpoolException {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[8192];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }
}
