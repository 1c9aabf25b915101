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
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.program.FilterFiles;
import postprox.mail.Envelope;
import postprox.mail.HeaderEdit;
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
            Envelope envelope, String text, Answer answer, String changed, boolean damaged, int turn, long time) {}

    SimulatedFilter(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        this.gentle = chance.oneIn(2);
    }

    List<Judgement> judgements() {
        return judgements;
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        SpooledMessage message = examination.message();
        Envelope envelope = examination.envelope();
        Optional<FilterFiles> files =
                chance.oneIn(6) ? Optional.of(FilterFiles.make(message, envelope)) : Optional.empty();
        String text = files.isPresent() ? read(files.get().email()) : read(message.text());
        world.tell("F<", text);
        if (ranOutOfTime(examination.allowance().duration())) {
            return judged(envelope, text, new NoVerdict.Failed("timed out"), "", false);
        }
        return files.isPresent()
                ? inRoom(files.get(), envelope, text)
                : judged(envelope, text, answerTo(text), "", false);
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

    private Answer inRoom(FilterFiles files, Envelope envelope, String text) throws SpoolException {
        try (FilterGround ground = files.ground()) {
            return withFiles(files, envelope, text, ground);
        }
    }

    private Answer withFiles(FilterFiles files, Envelope envelope, String text, FilterGround ground)
            throws SpoolException {
        boolean damaged = false;
        Optional<String> changed = Optional.empty();
        try {
            switch (gentle ? 0 : chance.below(8)) {
                case 1 -> {
                    world.fault(Fault.FILTER_DAMAGED_EMAIL);
                    Files.write(files.email(), new byte[] {'!'}, StandardOpenOption.APPEND);
                    damaged = true;
                }
                case 2 -> {
                    world.fault(Fault.FILTER_DAMAGED_EMAIL);
                    Files.delete(files.email());
                    if (chance.oneIn(2)) {
                        Files.writeString(files.email(), text, StandardCharsets.ISO_8859_1);
                    }
                }
                case 3 -> {
                    world.fault(Fault.FILTER_DAMAGED_OUTFILE);
                    Files.delete(files.output());
                    Files.createDirectory(files.output());
                }
                case 4 -> {
                    world.fault(Fault.FILTER_DAMAGED_OUTFILE);
                    Files.delete(files.output());
                }
                case 5 -> {
                    if (!text.isEmpty()) {
                        world.fault(Fault.FILTER_DAMAGED_EMAIL);
                        byte[] other = text.getBytes(StandardCharsets.ISO_8859_1);
                        other[chance.below(other.length)] ^= 1;
                        Files.write(files.email(), other);
                        damaged = true;
                    }
                }
                default -> {
                    if (chance.oneIn(2)) {
                        changed = Optional.of(chance.of(CHANGED));
                        Files.writeString(files.output(), changed.get(), StandardCharsets.ISO_8859_1);
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError("the simulated filter itself failed", e);
        }
        Answer answer = answerTo(text);
        if (answer instanceof Verdict.Accept) {
            answer = accepted(files, text);
        }
        try {
            ground.check();
        } catch (MessageModifiedException e) {
            answer = answer instanceof Verdict.Reject ? answer : new NoVerdict.Unfounded(e);
        } catch (SpoolException e) {
            answer = new NoVerdict.Unfounded(e);
        }
        return judged(envelope, text, answer, changed.orElse(""), damaged);
    }

    private static Answer accepted(FilterFiles files, String text) {
        // By the text and not by chance, so that a seed still means what it meant before filters edited headers.
        List<HeaderEdit> edits = text.hashCode() % 4 == 0 ? Content.EDITS : List.of();
        try {
            Optional<SpooledText> written = files.written().text();
            return written.isEmpty() && edits.isEmpty()
                    ? new Verdict.Accept()
                    : new Verdict.Edit(edits, written, Remarks.NONE);
        } catch (SpoolException e) {
            return new NoVerdict.Unfounded(e);
        }
    }

    /** By the text and not by chance, as in {@link #accepted}. */
    private Answer answerTo(String text) {
        Answer answer = answer();
        int one = Math.floorMod(text.hashCode(), 16);
        if (!(answer instanceof Verdict.Accept) || one > 2) {
            return answer;
        }
        world.fault(one == 2 ? Fault.DISCARD_ASKED : Fault.QUARANTINE_ASKED);
        return one == 2 ? new Verdict.Discard("unwanted") : new Verdict.Quarantine("suspicious");
    }

    private Answer answer() {
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
                yield new NoVerdict.Failed("exit status 7");
            }
            default -> {
                world.fault(Fault.FILTER_POSTPONED);
                yield chance.oneIn(2) ? new NoVerdict.Postponed("no turn") : new NoVerdict.Doubtful("perhaps crashed");
            }
        };
    }

    private Answer judged(Envelope envelope, String text, Answer answer, String changed, boolean damaged) {
        world.tell(
                "F>", (answer instanceof Verdict.Edit ? "Replace" : answer) + (changed.isEmpty() ? "" : " " + changed));
        judgements.add(new Judgement(envelope, text, answer, changed, damaged, world.turn(), world.nanos()));
        return answer;
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
