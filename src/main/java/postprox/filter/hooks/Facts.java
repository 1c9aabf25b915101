package postprox.filter.hooks;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;

/**
 * What a scanner is told of a message's envelope and client, as text of JSON. What is not known stays unknown: an address of this machine
 * in the place of the client's would let strangers pass as local.
 *
 * @param sender     the sender's address; empty for the null sender
 * @param recipients the addresses of the recipients
 * @param ip         the client's address
 * @param queue      the queue id that XFORWARD gave
 * @param isLocal    whether XFORWARD says that the message is from this machine
 */
record Facts(
        Optional<String> sender,
        List<String> recipients,
        Optional<String> ip,
        Optional<Integer> port,
        Optional<String> name,
        Optional<String> helo,
        Optional<String> queue,
        boolean isLocal) {
    private static final int MOST_PORT = 65_535;
    private static final int MOST_DIGITS = 5;

    Facts {
        recipients = List.copyOf(recipients);
    }

    /** The facts of an envelope. Bytes of an address that are no UTF-8 become U+FFFD: a sender must not escape the scanner by them. */
    static Facts of(Envelope envelope) {
        boolean isNull = envelope.sender().isEmpty() || envelope.sender().equals("<>");
        return new Facts(
                isNull ? Optional.empty() : Optional.of(address(envelope.sender())),
                envelope.recipients().stream().map(Facts::address).toList(),
                Optional.of(envelope.client(Attribute.ADDR)).filter(Facts::isAddress),
                port(envelope.client(Attribute.PORT)),
                known(envelope.client(Attribute.NAME)),
                known(envelope.helo()),
                known(envelope.client(Attribute.IDENT)),
                envelope.client(Attribute.SOURCE).equalsIgnoreCase("LOCAL"));
    }

    private static String address(String wire) {
        return new String(WireText.bytes(wire), StandardCharsets.UTF_8);
    }

    private static Optional<String> known(String wire) {
        return wire.isEmpty() ? Optional.empty() : text(wire);
    }

    /** The characters of a text of the wire; empty if it is no UTF-8. */
    private static Optional<String> text(String wire) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(WireText.bytes(wire)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isAddress(String text) {
        try {
            return !text.isEmpty() && !InetAddress.ofLiteral(text).isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<Integer> port(String digits) {
        boolean isNumber = WireText.isNumber(digits, MOST_DIGITS);
        return isNumber && Integer.parseInt(digits) <= MOST_PORT
                ? Optional.of(Integer.parseInt(digits))
                : Optional.empty();
    }
}
