package postprox.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The client of a session: says what its script says, in whatever portions, and notes what it hears. Not thread-safe. */
final class SimulatedClient implements SimulatedWire.Peer {
    /** Longer than any reply may take. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final World world;
    private final Chance chance;
    private final SimulatedWire wire;
    private final List<Step> script;
    private final int portion;
    private final StringBuilder sent = new StringBuilder();
    private final StringBuilder heard = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private final List<Heard> replies = new ArrayList<>();

    private int at;
    private int owed = 1;
    private int waits;
    private boolean busy;
    private boolean left;
    private boolean deaf;
    private long leftAt = Long.MAX_VALUE;

    /**
     * A reply.
     *
     * @param text with all its line ends
     * @param time when its last byte came
     */
    record Heard(String text, long time) {
        int code() {
            return Integer.parseInt(text.substring(0, 3));
        }

        /** Whether content is expected behind it: after DATA, or another chunk. */
        boolean isInContent() {
            return code() == 354 || code() == 250 && text.endsWith(" octets\r\n");
        }
    }

    SimulatedClient(World world, Chance chance, List<Step> script) {
        this.world = world;
        this.chance = chance;
        this.wire = new SimulatedWire(world, chance, "client", this);
        this.script = script;
        this.portion = chance.oneIn(3) ? chance.between(1, 40) : Integer.MAX_VALUE;
        if (chance.oneIn(30)) {
            int limit = chance.below(3000);
            world.later(chance.delay(Duration.ofMinutes(2)), () -> leaveBehind(limit));
        }
        proceed();
    }

    SimulatedWire wire() {
        return wire;
    }

    String sent() {
        return sent.toString();
    }

    List<Heard> replies() {
        return replies;
    }

    /** What came behind the last whole reply. */
    String rest() {
        return heard.toString() + line;
    }

    boolean hasLeft() {
        return left;
    }

    /** When it closed its side. */
    long leftAt() {
        return leftAt;
    }

    /** Whether it was told to send content so long ago, and has not been answered since. */
    boolean hasWaitedForItsMessage(Duration time) {
        return !deaf
                && !replies.isEmpty()
                && replies.getLast().isInContent()
                && world.nanos() - replies.getLast().time() > time.toNanos();
    }

    @Override
    public void hear(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            line.append(bytes.charAt(i));
            if (bytes.charAt(i) == '\n') {
                endLine();
            }
        }
        if (!left) {
            world.later(Duration.ZERO, this::proceed);
        }
    }

    private void endLine() {
        heard.append(line);
        boolean last = line.length() < 4 || line.charAt(3) != '-';
        line.setLength(0);
        if (last) {
            world.tell("S:", heard.toString());
            replies.add(new Heard(heard.toString(), world.nanos()));
            world.nextTurn();
            heard.setLength(0);
        }
    }

    @Override
    public void hangUp() {
        world.tell("S.", "");
    }

    private void proceed() {
        while (!busy && !left && at < script.size()) {
            switch (script.get(at)) {
                case Step.Say(String bytes, int count) -> {
                    owed += count;
                    transmit(bytes);
                }
                case Step.SayAfter(int code, String bytes) -> {
                    if (!replies.isEmpty() && replies.getLast().code() == code) {
                        owed++;
                        transmit(bytes);
                    }
                }
                case Step.Await() -> {
                    if (replies.size() < owed) {
                        giveUpLater();
                        return;
                    }
                }
                case Step.Pause(Duration time) -> {
                    busy = true;
                    world.later(time, this::resume);
                }
                case Step.Leave(Fault how) -> leave(how);
            }
            at++;
        }
        if (at == script.size() && !busy && !left) {
            finish();
        }
    }

    /** Somebody who has nothing more to say goes, or stays until it is told to go. */
    private void finish() {
        at++;
        if (chance.oneIn(2)) {
            world.later(Duration.ofMinutes(chance.below(10)), () -> leave(Fault.CLIENT_LEFT));
        } else {
            world.fault(Fault.CLIENT_SILENT);
        }
    }

    private void giveUpLater() {
        int wait = ++waits;
        int step = at;
        world.later(PATIENCE, () -> {
            if (wait == waits && step == at) {
                leave(Fault.CLIENT_LEFT);
            }
        });
    }

    private void resume() {
        busy = false;
        proceed();
    }

    private void transmit(String bytes) {
        busy = true;
        transmit(bytes, 0);
    }

    private void transmit(String bytes, int from) {
        if (left) {
            return;
        }
        int end = portion == Integer.MAX_VALUE
                ? bytes.length()
                : Math.min(bytes.length(), from + chance.between(1, portion));
        world.tell("C:", bytes.substring(from, end));
        sent.append(bytes, from, end);
        wire.push(bytes.substring(from, end));
        if (end < bytes.length()) {
            // A large message in drops of a minute would never end.
            Duration longest = bytes.length() > 2000 ? Duration.ofMillis(20) : Duration.ofSeconds(20);
            world.later(chance.delay(longest), () -> transmit(bytes, end));
        } else {
            world.later(Duration.ZERO, this::resume);
        }
    }

    /** Leaves as soon as it has said more than so much. */
    private void leaveBehind(int bytes) {
        if (sent.length() >= bytes) {
            leave(Script.wayToLeave(chance));
        } else if (!left && at < script.size()) {
            world.later(Duration.ofMillis(chance.between(1, 500)), () -> leaveBehind(bytes));
        }
    }

    private void leave(Fault how) {
        if (left || wire.isClosed()) {
            return;
        }
        world.fault(how);
        if (how == Fault.CLIENT_DEAF) {
            deaf = true;
            wire.deafen(chance.below(200));
            return;
        }
        left = true;
        leftAt = world.nanos();
        switch (how) {
            case CLIENT_RESET -> wire.reset();
            case CLIENT_HALF_CLOSED -> wire.end();
            default -> wire.closeByPeer();
        }
    }
}
