package postprox.smtp;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.testkit.FuzzInput;

/** A command line of any bytes: its verb, its address, its XFORWARD values, and that it stays one line. */
public final class CommandFuzz {
    private static final String BLANK = "[ \\t-\\r]";
    private static final Pattern COMMAND = Pattern.compile(
            BLANK + "*(?<verb>[^ \\t-\\r]*)" + BLANK + "*(?<argument>.*?)" + BLANK + "*", Pattern.DOTALL);
    private static final Pattern ENCODED = Pattern.compile("\\+([0-9A-Fa-f]{2})");

    private static final Set<String> UNDERSTOOD = Set.of(
            "HELO", "EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "AUTH", "XFORWARD", "XCLIENT", "BDAT");

    private static final Set<String> WITHHELD = Set.of(
            "STARTTLS",
            "X-ANONYMOUSTLS",
            "BURL",
            "XEXCH50",
            "SEND",
            "SOML",
            "SAML",
            "TURN",
            "ATRN",
            "LHLO",
            "VERB",
            "ONEX");

    private CommandFuzz() {}

    public static void attack(byte[] input) throws IOException {
        InputBuffer in = Portions.of(new FuzzInput(input).text());
        while (LineReader.read(in, SmtpLimits.COMMAND_BYTES) instanceof LineReader.Line.Text(String line)) {
            check(Command.parse(line));
        }
    }

    private static void check(Command command) throws IOException {
        Matcher words = COMMAND.matcher(command.line());
        holds("every line is a command", words.matches());
        same("the argument", command.argument(), words.group("argument"));
        same("the verb", command.verb(), verb(words.group("verb").toUpperCase(Locale.ROOT)));
        if (!command.isBroken()) {
            InputBuffer passedOn = Portions.of(WireText.of(command.toBytes(), 0, command.toBytes().length));
            same("it is passed on as it came", LineReader.read(passedOn, Integer.MAX_VALUE), text(command.line()));
            same("as one line", LineReader.read(passedOn, Integer.MAX_VALUE), new LineReader.Line.End());
        }
        checkAddress(command.argument());
        checkXforward(command.argument());
        checkChunk(command.argument());
        checkParameters(command);
    }

    private static Verb verb(String word) {
        if (UNDERSTOOD.contains(word)) {
            return Verb.valueOf(word);
        }
        return WITHHELD.contains(word) ? Verb.WITHHELD : Verb.OTHER;
    }

    private static void checkChunk(String argument) {
        String[] words = argument.split("[ \t]+", -1);
        boolean sound = words[0].matches("[0-9]{1,18}")
                && (words.length == 1 || words.length == 2 && words[1].equalsIgnoreCase("LAST"));
        Optional<Chunk> chunk =
                sound ? Optional.of(new Chunk(Long.parseLong(words[0]), words.length == 2)) : Optional.empty();
        same("what BDAT announces", Chunk.of(argument), chunk);
    }

    private static void checkParameters(Command command) {
        String argument = command.argument().toUpperCase(Locale.ROOT);
        boolean mail = command.verb() == Verb.MAIL;
        long size = DeclaredSize.of(command);
        holds("a size is declared with MAIL", size == 0 || mail && argument.matches("(?s).*\\sSIZE=\\d.*"));
        boolean binary = List.of(argument.split(BLANK + "+")).contains("BODY=BINARYMIME");
        holds("no binary content is announced to the next hop", !mail || !binary || command.asksForWithheld());
    }

    private static LineReader.Line text(String line) {
        return new LineReader.Line.Text(line);
    }

    private static void checkAddress(String argument) {
        String address = EnvelopeAddress.of(argument);
        holds("an address is part of its command", argument.contains(address) || address.equals("<>"));
        holds(
                "a bracket ends it, unless it is quoted",
                address.indexOf('>') < 0
                        || address.equals("<>")
                        || address.indexOf('"') >= 0
                        || address.indexOf('\\') >= 0
                        || !argument.matches("(?s)[^:]*:" + BLANK + "*<.*"));
    }

    private static void checkXforward(String argument) {
        String decoded = ENCODED.matcher(argument)
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
        same("xtext", Xtext.decode(argument), decoded);
        Xforward values = new Xforward();
        values.add(argument);
        values.values()
                .forEach((attribute, value) -> holds(
                        attribute + " was said",
                        argument.toUpperCase(Locale.ROOT).contains(attribute.name() + "=")
                                && decoded.contains(value)
                                && !value.equalsIgnoreCase("[UNAVAILABLE]")));
        values.clear();
        holds("forgotten", values.values().isEmpty());
    }
}
