package postprox.simulation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import postprox.net.Dialer;
import postprox.smtp.Reply;
import postprox.time.Deadline;

/** The next hop with all its connections, and the record of what it heard and said. Not thread-safe. */
final class SimulatedNextHop implements Dialer {
    private final World world;
    private final Chance chance;
    private final Map<Integer, Said> said = new HashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<SimulatedWire> wires = new ArrayList<>();
    private BooleanSupplier owedAttention = () -> false;

    /** In how many of a hundred commands something goes wrong. */
    private final int misfortune;

    private final Duration idleTimeout;
    private final String extensions;
    private final int mostBytes;
    private final boolean authenticates;

    SimulatedNextHop(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        this.misfortune = chance.of(List.of(0, 0, 3, 10, 30));
        this.idleTimeout = Duration.ofSeconds(chance.oneIn(3) ? chance.between(2, 30) : chance.between(65, 400));
        this.extensions =
                chance.of(List.of("PIPELINING", "XFORWARD", "CHUNKING", "PIPELINING CHUNKING STARTTLS X-ODD"));
        boolean small = chance.oneIn(15);
        if (small) {
            world.fault(Fault.LOW_LIMITS);
        }
        this.mostBytes = small ? chance.between(1, 400) : 0;
        this.authenticates = chance.oneIn(2);
    }

    /** Says when the proxy must not let the next hop wait without a word. */
    void owedAttentionWhen(BooleanSupplier when) {
        owedAttention = when;
    }

    @Override
    public Reply dial(Deadline whole, Greeting greeting) throws IOException {
        if (strikes() && chance.oneIn(3)) {
            world.fault(Fault.HOP_UNREACHABLE);
            if (chance.oneIn(2)) {
                world.pass(whole.remaining());
            }
            throw new IOException("next hop: Connection refused");
        }
        world.pass(chance.oneIn(4) ? Duration.ofMillis(chance.below(300)) : Duration.ZERO);
        HopConnection connection = new HopConnection(this, world, chance);
        wires.add(connection.wire());
        connection.greet();
        return greeting.await(connection.wire(), whole);
    }

    boolean strikes() {
        return chance.percent(misfortune);
    }

    Duration idleTimeout() {
        return idleTimeout;
    }

    /** One that does not wait for as long as a minute hears of nobody in time. */
    boolean isOwedAttention() {
        return idleTimeout.toSeconds() > 60 && owedAttention.getAsBoolean();
    }

    List<String> extensions() {
        List<String> all = new ArrayList<>(List.of(extensions.split(" ")));
        if (mostBytes > 0) {
            all.add("SIZE " + mostBytes);
        }
        return all;
    }

    /** The largest message that it announces to take; 0 where it announces nothing. */
    int mostBytes() {
        return mostBytes;
    }

    boolean authenticates() {
        return authenticates;
    }

    /** Something to be said that answers a command; its lines come without code and number. */
    Said say(int code, String command, String... lines) {
        int number = said.size() + 1;
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            bytes.append(code).append(i < lines.length - 1 ? '-' : ' ').append(lines[i]);
            bytes.append(i == 0 ? " #" + number : "").append("\r\n");
        }
        return note(new Said(number, bytes.toString(), command));
    }

    /** Something to be said that is no reply. */
    Said babble(String bytes, String command) {
        return note(new Said(said.size() + 1, bytes, command));
    }

    private Said note(Said words) {
        said.put(words.number, words);
        return words;
    }

    void heard(String command) {
        commands.add(command);
    }

    void began(Delivery delivery) {
        deliveries.add(delivery);
    }

    Optional<Said> said(int number) {
        return Optional.ofNullable(said.get(number));
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    /** The lines that came as commands, without their line ends. */
    List<String> commands() {
        return commands;
    }

    List<SimulatedWire> wires() {
        return wires;
    }
}
