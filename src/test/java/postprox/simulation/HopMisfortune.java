package postprox.simulation;

import java.time.Duration;
import java.util.List;

/** What goes wrong on one connection of the next hop. Not thread-safe. */
final class HopMisfortune {
    private static final List<String> GARBAGE = List.of(
            "hello\r\n",
            "\r\n",
            "999 x\r\n",
            "25\r\n",
            "250x\r\n",
            "\0\377\376\n",
            "250-one\r\n550 two\r\n",
            "250 " + "x".repeat(5000) + "\r\n");

    private final SimulatedNextHop hop;
    private final World world;
    private final Chance chance;
    private final HopConnection connection;
    private final HopVoice voice;
    private boolean struck;

    HopMisfortune(SimulatedNextHop hop, World world, Chance chance, HopConnection connection, HopVoice voice) {
        this.hop = hop;
        this.world = world;
        this.chance = chance;
        this.connection = connection;
        this.voice = voice;
    }

    /** Whether anything has gone wrong so far. */
    boolean hasStruck() {
        return struck;
    }

    /** How long an answer takes. */
    Duration delay() {
        if (!hop.strikes() || !chance.oneIn(3)) {
            return Duration.ofMillis(chance.oneIn(3) ? chance.below(30) : 0);
        }
        strike(Fault.HOP_SLOW);
        return Duration.ofSeconds(chance.oneIn(4) ? chance.below(700) : chance.below(95));
    }

    /** Whether something else happens than that a command is carried out. */
    boolean strikes(String command) {
        if (!hop.strikes()) {
            return false;
        }
        switch (chance.below(12)) {
            case 0, 1, 2 -> refuse(command, chance.of(List.of(450, 451, 452, 500, 550, 554, 521)));
            case 3 -> {
                strike(Fault.HOP_HUNG_UP);
                voice.say(hop.say(chance.oneIn(4) ? 221 : 421, command, "4.3.2 going down"), Duration.ZERO);
                if (!chance.oneIn(4)) {
                    voice.thenRun(connection::close);
                }
            }
            case 4 -> {
                strike(Fault.HOP_CLOSED);
                connection.close();
            }
            case 5 -> {
                strike(Fault.HOP_RESET);
                connection.reset();
            }
            case 6 -> {
                strike(Fault.HOP_MUTE);
                voice.fallSilent();
                if (chance.oneIn(2)) {
                    strike(Fault.HOP_DEAF);
                    connection.wire().deafen(chance.below(200));
                }
            }
            case 7 -> cutReply(command);
            case 8 -> {
                strike(Fault.HOP_GARBAGE);
                voice.say(hop.babble(chance.of(GARBAGE), command), Duration.ZERO);
                return chance.oneIn(2);
            }
            case 9 -> {
                strike(Fault.HOP_TOO_MUCH);
                voice.say(stray(), chance.oneIn(2) ? Duration.ZERO : chance.delay(Duration.ofSeconds(2)));
                return false;
            }
            case 10 -> {
                strike(Fault.HOP_ODD_CODE);
                voice.say(hop.say(chance.of(oddCodes(command)), command, "odd"), Duration.ZERO);
            }
            default -> {
                strike(Fault.HOP_ENDLESS);
                voice.say(hop.babble("250-more\r\n".repeat(9000), command), Duration.ZERO);
            }
        }
        return true;
    }

    /** What may happen before the final dot. */
    void strikeInContent(Delivery delivery) {
        if (!hop.strikes()) {
            return;
        }
        switch (chance.below(4)) {
            case 0 -> {
                strike(Fault.HOP_CLOSED);
                world.later(chance.delay(Duration.ofSeconds(1)), () -> ifStill(delivery, connection::close));
            }
            case 1 -> {
                strike(Fault.HOP_DEAF);
                connection.wire().deafen(chance.below(200));
            }
            case 2 -> {
                strike(Fault.HOP_RESET);
                world.later(chance.delay(Duration.ofSeconds(1)), () -> ifStill(delivery, connection::reset));
            }
            default -> {
                strike(Fault.HOP_TOO_EARLY);
                world.later(
                        Duration.ofMillis(chance.below(3)),
                        () -> ifStill(delivery, () -> {
                            voice.say(stray(), Duration.ZERO);
                            if (chance.oneIn(2)) {
                                voice.thenRun(connection::close);
                            }
                        }));
            }
        }
    }

    /** A positive one only where nothing would have to be carried out. */
    private List<Integer> oddCodes(String command) {
        boolean harmless = command.startsWith("NOOP") || command.equals(HopConnection.DOT);
        // What follows a 354 to DATA would be content in good faith, and what follows a 334 a step of AUTH.
        boolean data = command.equals("DATA") && !connection.isAuthenticating();
        return harmless ? List.of(354, 334, 300, 220, 252) : data ? List.of(334, 300) : List.of(354, 300);
    }

    private void ifStill(Delivery delivery, Runnable what) {
        if (connection.isIn(delivery)) {
            what.run();
        }
    }

    private Said stray() {
        return hop.say(chance.of(List.of(250, 250, 450, 552)), "", "2.0.0 nobody asked");
    }

    private void refuse(String command, int code) {
        strike(Fault.HOP_REFUSED);
        voice.say(hop.say(code, command, "5.7.1 no", "and that is final"), delay());
    }

    private void cutReply(String command) {
        strike(Fault.HOP_CUT_REPLY);
        Said reply = hop.say(250, command, "2.0.0 this reply is cut off", "somewhere");
        voice.say(hop.babble(reply.bytes.substring(0, chance.below(reply.bytes.length())), command), Duration.ZERO);
        voice.thenRun(connection::close);
    }

    private void strike(Fault fault) {
        struck = true;
        world.fault(fault);
    }
}
