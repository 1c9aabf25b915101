package postprox.simulation;

import java.time.Duration;
import java.util.List;

/** Makes up what a client does in a session. Every address is used once, so that what is said of it can be told apart. */
final class ClientScript {
    static final List<String> ODD_COMMANDS = List.of(
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

    private final Script script;
    private final Chance chance;
    private final ChunkScript chunks;
    private final boolean odd;
    private final int chunking;

    private ClientScript(World world, Chance chance, List<String> extensions) {
        this.script = new Script(world, chance);
        this.chance = chance;
        this.chunks = new ChunkScript(script, chance);
        this.odd = chance.oneIn(4);
        this.chunking = extensions.contains("CHUNKING") ? 60 : 12;
    }

    static List<Step> of(World world, Chance chance, List<String> extensions) {
        return new ClientScript(world, chance, extensions).make();
    }

    private List<Step> make() {
        script.await();
        script.say((chance.oneIn(8) ? "HELO" : "EHLO") + " client" + script.number() + "\r\n");
        script.await();
        if (chance.oneIn(12)) {
            authenticate();
        }
        for (int left = chance.oneIn(3) ? chance.below(5) : 1; left > 0; left--) {
            transact();
        }
        if (!chance.oneIn(12)) {
            script.say("QUIT\r\n");
        }
        script.await();
        if (chance.oneIn(20)) {
            script.leaveSomewhere();
        }
        return script.steps();
    }

    private void authenticate() {
        script.say("AUTH PLAIN s" + script.number() + "\r\n");
        script.waitForAll();
        script.sayAfter(334, chance.of(List.of("DATA\r\n", "*\r\n", "abc=\r\n", "a\rb\r\n", "BDAT 9 LAST\r\n")));
        script.waitForAll();
    }

    private void transact() {
        int transaction = script.number();
        maybeOdd();
        if (chance.oneIn(4)) {
            script.sayInGroup("XFORWARD ADDR=192.0.2." + chance.below(256) + " NAME=h" + transaction + "\r\n");
            if (chance.oneIn(3)) {
                script.sayInGroup("XFORWARD HELO=x" + transaction + " PROTO=ESMTP\r\n");
            }
            script.await();
        }
        maybeOdd();
        script.sayInGroup("MAIL FROM:<m" + transaction + "@client>" + (chance.oneIn(4) ? " SIZE=100" : "") + "\r\n");
        int recipients = chance.oneIn(200) ? chance.between(100, 130) : chance.oneIn(10) ? 0 : chance.between(1, 4);
        for (int i = 0; i < recipients; i++) {
            maybeOdd();
            script.sayInGroup(
                    chance.of(List.of("RCPT TO:", "RCPT TO:", "rcpt to: ")) + "<r" + script.number() + "@x>\r\n");
        }
        maybeOdd();
        if (chance.oneIn(25)) {
            script.sayInGroup("RSET\r\n");
        }
        if (chance.percent(chunking)) {
            chunks.message("m" + transaction);
        } else {
            script.say(chance.of(List.of("DATA\r\n", "DATA\r\n", "DATA\r\n", "data \r\n", "Data\n")));
            content(transaction);
        }
        if (chance.oneIn(30)) {
            script.pause(Duration.ofSeconds(2));
            script.leave();
        }
        script.await();
        if (chance.oneIn(4)) {
            script.sayInGroup("RSET\r\n");
        }
    }

    private void content(int transaction) {
        String content = Content.of(chance, "m" + transaction);
        if (script.isEager()) {
            script.say(content + ".\r\n");
            return;
        }
        script.waitForAll();
        if (!chance.oneIn(40)) {
            script.sayAfter(354, content + ".\r\n");
        } else {
            script.sayAfter(354, content + chance.of(List.of("", "QUIT\r\n", ".", ".\r")));
            script.leave();
        }
    }

    private void maybeOdd() {
        if (!odd || !chance.oneIn(5)) {
            return;
        }
        switch (chance.below(9)) {
            case 0 -> chunks.stray();
            case 1, 2, 3 -> {
                script.fault(Fault.CLIENT_ODD_COMMAND);
                script.sayInGroup("NOOP " + script.number() + "\r\n");
            }
            default -> {
                script.fault(Fault.CLIENT_ODD_COMMAND);
                script.sayInGroup(chance.of(ODD_COMMANDS));
            }
        }
    }
}
