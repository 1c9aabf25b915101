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
import postprox.text.WireText;

/** A command line of any bytes: its verb, its address, its XFORWARD values, and that it stays one line. */
public final class CommandFuzz {
    private static final String BLANK = "[ \\t-\\r]";
    private static final Pattern COMMAND = Pattern.compile(
            BLANK + "*(?<verb>[^ \\t-\\r]*)" + BLANK + "*(?<argument>.*?)" + BLANK + "*", Pattern.DOTALL);
    private static final String ATOM = "[^\\x00- \\x7f()<>\\[\\]:;@\\\\,.\"]++";
    private static final String HOST = ATOM + "(?:\\." + ATOM + ")*+";
    private static final String QTEXT = "[^\\x00-\\x1f\\x7f\"\\\\]*+";
    private static final String QUOTED = "\"(?!\"|\\\\?@)" + QTEXT + "(?:\\\\[^\\x00-\\x1f\\x7f]" + QTEXT + ")*+\"";
    private static final String LOCAL = "(?:" + QUOTED + "|(?:\\.|" + ATOM + ")++)";
    private static final String MAILBOX = "(?:@" + HOST + "(?:,@" + HOST + ")*+:)?+(?:" + LOCAL + "@(?:" + HOST
            + "|\\[[0-9A-Za-z.:-]++\\])|(?![^@]*[!%])" + HOST + ")";
    private static final Pattern PATH = Pattern.compile("<>|<" + MAILBOX + ">|" + MAILBOX);
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
        Optional<Line> line = LineReader.read(in, SmtpLimits.COMMAND_BYTES);
        while (line.isPresent() && line.get().isWhole()) {
            check(Command.of(line.get()));
            line = LineReader.read(in, SmtpLimits.COMMAND_BYTES);
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
            same("as one line", LineReader.read(passedOn, Integer.MAX_VALUE), Optional.empty());
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
        MailParameters parameters = command.parameters();
        boolean addressed = command.verb() == Verb.MAIL || command.verb() == Verb.RCPT;
        boolean sure = parameters.doubt() == MailParameters.Doubt.NONE;
        same("who has an address", !parameters.address().isEmpty(), addressed && sure);
        if (addressed && sure) {
            List<String> words =
                    List.of(command.argument().toUpperCase(Locale.ROOT).split(BLANK + "+"));
            boolean binary = words.getLast().equals("BODY=BINARYMIME");
            holds("no binary content is announced to the next hop", !binary || parameters.asksForWithheld());
            long size = parameters.declaredSize();
            holds("a size was declared", size == 0 || words.stream().anyMatch(word -> word.matches("SIZE=0*[1-9].*")));
            holds(
                    "an address is shown as it is",
                    WireText.printable(parameters.address()).equals(parameters.address()));
        }
    }

    private static Optional<Line> text(String line) {
        return Optional.of(Line.whole(line));
    }

    /** What we read is what this grammar says, and what we give to a filter is one spelling of it, which everybody reads. */
    private static void checkAddress(String argument) {
        int colon = argument.indexOf(':');
        String path = argument.substring(colon + 1).strip();
        Optional<String> address = EnvelopeAddress.of(path);
        same(
                "an address is a mailbox, or there is none",
                address.isPresent(),
                PATH.matcher(path).matches());
        address.filter(one -> !one.equals(EnvelopeAddress.NULL_SENDER)).ifPresent(one -> {
            same("it is a spelling of itself", EnvelopeAddress.of("<" + one + ">"), address);
            holds("and its domain is the last thing said", path.contains(one.substring(one.lastIndexOf('@') + 1)));
        });
    }

    /** An address has another spelling than what was said, and one of its own. */
    private static boolean isIpv6(Xforward.Attribute attribute, String value) {
        return attribute == Xforward.Attribute.ADDR
                && value.indexOf(':') >= 0
                && AddressText.of(value).equals(value);
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
                                && (decoded.contains(value) || isIpv6(attribute, value))
                                && !value.equalsIgnoreCase("[UNAVAILABLE]")));
        values.clear();
        holds("forgotten", values.values().isEmpty());
    }
}
