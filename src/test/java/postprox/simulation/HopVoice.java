package postprox.simulation;

import java.time.Duration;
import java.util.Optional;

/** What one connection of the next hop says, in its order, whole or in fragments. Not thread-safe. */
final class HopVoice {
    private final World world;
    private final Chance chance;
    private final SimulatedWire wire;
    private Optional<Delivery> unanswered = Optional.empty();
    private long lastWord;
    private boolean mute;
    private int pending;

    HopVoice(World world, Chance chance, SimulatedWire wire) {
        this.world = world;
        this.chance = chance;
        this.wire = wire;
    }

    /** From now on the first words are the answer to this message. */
    void nextAnswers(Delivery delivery) {
        unanswered = Optional.of(delivery);
    }

    /** Whether nothing is left to be said. */
    boolean isIdle() {
        return pending == 0 && !mute;
    }

    /** Says something behind all else that is to be said. */
    void say(Said words, Duration delay) {
        String bytes = words.bytes;
        int cut = bytes.length() > 1 && chance.oneIn(6) ? chance.between(1, bytes.length() - 1) : bytes.length();
        queue(delay, () -> {
            unanswered.ifPresent(delivery -> delivery.answer = Optional.of(words));
            unanswered = Optional.empty();
            utter(bytes.substring(0, cut));
            if (cut == bytes.length()) {
                words.wholeAt = world.nanos();
            }
        });
        if (cut < bytes.length()) {
            queue(chance.delay(Duration.ofSeconds(3)), () -> {
                utter(bytes.substring(cut));
                words.wholeAt = world.nanos();
            });
        }
    }

    /** Does something when all has been said. */
    void thenRun(Runnable what) {
        queue(chance.delay(Duration.ofSeconds(1)), what);
    }

    /** Says no more, also not what was to be said. */
    void fallSilent() {
        mute = true;
    }

    private void utter(String bytes) {
        world.tell("H>", bytes);
        wire.push(bytes);
    }

    private void queue(Duration delay, Runnable what) {
        lastWord = Math.max(lastWord, world.nanos()) + delay.toNanos();
        pending++;
        world.later(Duration.ofNanos(lastWord - world.nanos()), () -> {
            pending--;
            if (!mute && !wire.isOver()) {
                what.run();
            }
        });
    }
}
