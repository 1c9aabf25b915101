package postprox.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes up what a client does in a session. Every address is used once, so that what is said of it can be told apart. */
final class ClientScript {
    private static final Duration SHORT = Duration.ofSeconds(50);

    private static final List<String> ODD_COMMANDS = List.of(
            "STARTTLS\r\n",
            "data x\r\n",
            "DATA\r\n",
            "\r\n",
            " \r\n",
            "RCPT TO:<b\rc@d>\r\n",
            "NOOP a\0b\r\n",
            "BURL x\r\n",
            "XEXCH50 1 2\r\n",
            "TURN\r\n",
            "LHLO x\r\n",
            "VRFY a\n",
            "junk \377\376\r\n",
            "354 hello\r\n",
            ".\r\n",
            "X".repeat(12_290) + "\r\n",
            "NOOP " + "y".repeat(12_281) + "\r\n",
            "NOOP " + "y".repeat(12_200) + "\r\n");

    private final World world;
    private final Chance chance;
    private final List<Step> steps = new ArrayList<>();
    private final boolean eager;
    private final boolean groups;
    private final boolean odd;
    private int number;

    private ClientScript(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        this.eager = chance.oneIn(12);
        this.groups = chance.oneIn(2);
        this.odd = chance.oneIn(4);
    }

    static List<Step> of(World world, Chance chance) {
        return new ClientScript(world, chance).make();
    }

    private List<Step> make() {
        if (eager) {
            world.fault(Fault.CLIENT_EAGER);
        }
        await();
        say((chance.oneIn(8) ? "HELO" : "EHLO") + " client" + ++number + "\r\n");
        await();
        if (chance.oneIn(12)) {
            authenticate();
        }
        for (int left = chance.oneIn(3) ? chance.below(5) : 1; left > 0; left--) {
            transact();
        }
        if (!chance.oneIn(12)) {
            say("QUIT\r\n");
        }
        await();
        if (chance.oneIn(20)) {
            steps.add(chance.below(steps.size()), new Step.Leave(chance.of(WAYS_TO_LEAVE)));
        }
        return steps;
    }

    static final List<Fault> WAYS_TO_LEAVE = List.of(
            Fault.CLIENT_LEFT, Fault.CLIENT_LEFT, Fault.CLIENT_HALF_CLOSED, Fault.CLIENT_RESET, Fault.CLIENT_DEAF);

    private void authenticate() {
        say("AUTH PLAIN s" + ++number + "\r\n");
        steps.add(new Step.Await());
        steps.add(new Step.SayAfter(
                334, chance.of(List.of("DATA\r\n", "*\r\n", "abc=\r\n", "a\rb\r\n", "MAIL FROM:<x>\r\n"))));
        steps.add(new Step.Await());
    }

    private void transact() {
        int transaction = ++number;
        maybeOdd();
        if (chance.oneIn(4)) {
            sayInGroup("XFORWARD ADDR=192.0.2." + chance.below(256) + " NAME=h" + transaction + "\r\n");
            if (chance.oneIn(3)) {
                sayInGroup("XFORWARD HELO=x" + transaction + " PROTO=ESMTP\r\n");
            }
            await();
        }
        maybeOdd();
        sayInGroup("MAIL FROM:<m" + transaction + "@client>" + (chance.oneIn(4) ? " SIZE=100" : "") + "\r\n");
        int recipients = chance.oneIn(200) ? chance.between(100, 130) : chance.oneIn(10) ? 0 : chance.between(1, 4);
        for (int i = 0; i < recipients; i++) {
            maybeOdd();
            sayInGroup(chance.of(List.of("RCPT TO:", "RCPT TO:", "rcpt to: ")) + "<r" + ++number + "@x>\r\n");
        }
        maybeOdd();
        if (chance.oneIn(25)) {
            sayInGroup("RSET\r\n");
        }
        say(chance.of(List.of("DATA\r\n", "DATA\r\n", "DATA\r\n", "data \r\n", "Data\n")));
        content(transaction);
        await();
        if (chance.oneIn(4)) {
            sayInGroup("RSET\r\n");
        }
    }

    private void content(int transaction) {
        String content = Content.of(chance, "m" + transaction);
        boolean whole = !chance.oneIn(40);
        if (!whole) {
            world.fault(Fault.CLIENT_LEFT);
        }
        if (eager) {
            say(content + ".\r\n");
            return;
        }
        steps.add(new Step.Await());
        steps.add(new Step.SayAfter(
                354, whole ? content + ".\r\n" : content + chance.of(List.of("", "QUIT\r\n", ".", ".\r"))));
        if (!whole) {
            steps.add(new Step.Leave(chance.of(WAYS_TO_LEAVE)));
        }
    }

    private void maybeOdd() {
        if (odd && chance.oneIn(5)) {
            world.fault(Fault.CLIENT_ODD_COMMAND);
            sayInGroup(chance.oneIn(3) ? "NOOP " + ++number + "\r\n" : chance.of(ODD_COMMANDS));
        }
    }

    private void sayInGroup(String command) {
        say(command);
        if (!groups) {
            await();
        }
    }

    private void say(String command) {
        if (chance.oneIn(10)) {
            steps.add(new Step.Pause(chance.delay(SHORT)));
        }
        steps.add(new Step.Say(command, 1));
    }

    private void await() {
        if (!eager) {
            steps.add(new Step.Await());
        }
    }
}
