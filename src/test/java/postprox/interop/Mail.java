package postprox.interop;

import java.util.List;

/**
 * A message to be sent. Text holds one byte a character.
 *
 * @param name       no other message's; part of its subject
 * @param sender     an address
 * @param recipients addresses
 * @param content    header and body, with all fields that a program may find missing; lines end with CRLF
 */
record Mail(String name, String sender, List<String> recipients, String content) {
    private static final int LAST_ASCII = 0x7F;

    Mail {
        recipients = List.copyOf(recipients);
    }

    boolean needsSmtpUtf8() {
        return !isAscii(sender) || !recipients.stream().allMatch(Mail::isAscii);
    }

    boolean isEightBit() {
        return !isAscii(content);
    }

    /** The line by which it is known wherever it arrives. */
    String subjectEnd() {
        return " " + name + "\r\n";
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(octet -> octet <= LAST_ASCII);
    }
}
