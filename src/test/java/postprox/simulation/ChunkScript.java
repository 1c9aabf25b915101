package postprox.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes up how a client sends content by BDAT (RFC 3030), well or badly. */
final class ChunkScript {
    private static final Duration LONGER_THAN_ALLOWED = Duration.ofMinutes(7);

    private static final List<String> BETWEEN = List.of(
            "MAIL FROM:<m%d@client>\r\n",
            "RCPT TO:<r%d@x>\r\n",
            "DATA\r\n",
            "XFORWARD NAME=h%d\r\n",
            "AUTH PLAIN s%d\r\n",
            "VRFY v%d\r\n",
            "noop %d\r\n");

    private static final List<String> TAKING_BACK = List.of("RSET\r\n", " rset \n", "EHLO client%d\r\n", "QUIT\r\n");

    /** None of them says how many octets follow. */
    private static final List<String> MALFORMED = List.of(
            "BDAT\r\n",
            "BDAT x\r\n",
            "BDAT -1\r\n",
            "BDAT 0x5\r\n",
            "BDAT 5LAST\r\n",
            "BDAT 5 LATS\r\n",
            "BDAT 5 LAST x\r\n",
            "BDAT 5\0 LAST\r\n",
            "BDAT 5\r6 LAST\r\n",
            "BDAT 1 2\r\n",
            "BDAT 9999999999999999999\r\n");

    private static final List<String> LIKE_COMMANDS =
            List.of("RSET\r\n", "QUIT\r\n", "DATA\r\n", "BDAT 3 LAST\r\n", ".\r\n", "\r\n.\r\nQUIT\r\n", "\n", "");

    private final Script script;
    private final Chance chance;

    ChunkScript(Script script, Chance chance) {
        this.script = script;
        this.chance = chance;
    }

    /** A message in chunks. */
    void message(String name) {
        List<String> chunks = cut(Content.octets(chance, name));
        boolean emptyLast = chance.oneIn(3);
        for (int i = 0; i < chunks.size(); i++) {
            chunk(chunks.get(i), i == chunks.size() - 1 && !emptyLast);
            maybeOdd();
        }
        if (emptyLast && !chance.oneIn(20)) {
            chunk("", true);
        }
    }

    /** A chunk where none is expected, whose octets look like commands. */
    void stray() {
        script.fault(Fault.CLIENT_ODD_CHUNK);
        chunk(chance.of(LIKE_COMMANDS), !chance.oneIn(3));
    }

    /** Pieces of any size, the last with all that is left. */
    private List<String> cut(String content) {
        int longest = chance.of(List.of(1, 4, 60, content.length()));
        List<String> chunks = new ArrayList<>();
        int at = 0;
        for (int left = chance.below(12); left > 0; left--) {
            int end = Math.min(content.length(), at + chance.below(longest + 1));
            chunks.add(content.substring(at, end));
            at = end;
        }
        chunks.add(content.substring(at));
        return chunks;
    }

    private void chunk(String octets, boolean last) {
        if (chance.oneIn(60)) {
            breakOff(octets, last);
            return;
        }
        String bytes = announcement(octets.length(), last) + octets;
        if (chance.oneIn(20)) {
            int cut = chance.below(bytes.length());
            script.say(bytes.substring(0, cut), 0);
            script.pause(LONGER_THAN_ALLOWED);
            script.say(bytes.substring(cut));
        } else {
            script.say(bytes);
        }
        if (last || chance.oneIn(3)) {
            script.await();
        }
    }

    /** Says that more octets come than do, and says no more, or goes on as if they had come. */
    private void breakOff(String octets, boolean last) {
        script.fault(Fault.CLIENT_ODD_CHUNK);
        int missing = chance.of(List.of(1, 2, 40, 999_999_999));
        script.say(announcement(octets.length() + missing, last) + octets);
        if (!chance.oneIn(3)) {
            script.leave();
        }
    }

    private String announcement(int octets, boolean last) {
        String verb = chance.of(List.of("BDAT ", "BDAT ", "BDAT ", "bdat  ", " Bdat\t"));
        String number = (chance.oneIn(10) ? "000" : "") + octets;
        String end = last ? chance.of(List.of(" LAST", " LAST", " last", "\t Last ")) : "";
        return verb + number + end + (chance.oneIn(10) ? "\n" : "\r\n");
    }

    private void maybeOdd() {
        if (!chance.oneIn(12)) {
            return;
        }
        switch (chance.below(8)) {
            case 0 -> {
                script.fault(Fault.CLIENT_ODD_CHUNK);
                String smuggled = "MAIL FROM:<smuggled" + script.number() + "@x>\r\n";
                script.sayInGroup(chance.of(MALFORMED) + smuggled);
            }
            case 1, 2 -> {
                script.fault(Fault.CLIENT_TOOK_BACK);
                script.sayInGroup(numbered(chance.of(TAKING_BACK)));
            }
            case 3 -> {
                script.fault(Fault.CLIENT_ODD_COMMAND);
                script.sayInGroup(chance.of(ClientScript.ODD_COMMANDS));
            }
            default -> script.sayInGroup(numbered(chance.of(BETWEEN)));
        }
    }

    private String numbered(String command) {
        return command.replace("%d", Integer.toString(script.number()));
    }
}
