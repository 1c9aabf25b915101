package postprox.filter.milter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.filter.service.Exchange.WrongAnswer;

/**
 * What a milter and postprox have agreed upon.
 *
 * @param version  the version of the protocol that the milter speaks
 * @param actions  what the milter may do to a message, as bits (SMFIF_...)
 * @param protocol which steps it does not want or does not answer, and other habits, as bits (SMFIP_...)
 * @param macros   the names of the macros that it wants with a step, for the steps of which it says so
 */
record Negotiation(int version, int actions, int protocol, Map<Step, List<String>> macros) {
    private static final int OUR_VERSION = 6;
    private static final int OLDEST_VERSION = 2;

    /** The first version with the step DATA. */
    private static final int VERSION_OF_DATA = 4;

    /** Add and change header fields, replace the body, quarantine, and name macros. */
    private static final int POSSIBLE_ACTIONS = 0x133;

    /** And change sender and recipients. */
    private static final int ALL_ACTIONS = 0x1FF;

    /** All bits of version 6. With libmilter, one that is not offered is made up for, or the milter hangs up (engine.c, st_optionneg). */
    private static final int ALL_OF_PROTOCOL = 0x1F_FFFF;

    /** Values of header fields come with their leading blanks, both ways (SMFIP_HDR_LEADSPC). */
    private static final int LEADING_SPACE = 1 << 20;

    private static final int NUMBER_BYTES = 4;
    private static final int LEAST_DATA = 3 * NUMBER_BYTES;

    Negotiation {
        macros = Map.copyOf(macros);
    }

    /** What postprox offers. */
    static Packet offer(Offer offer) {
        int actions = switch (offer) {
            case POSSIBLE -> POSSIBLE_ACTIONS;
            case ALL -> ALL_ACTIONS;
        };
        return new Packet(Packet.NEGOTIATE, number(OUR_VERSION) + number(actions) + number(ALL_OF_PROTOCOL));
    }

    /**
     * Reads a milter's answer. A milter that wants to do more than it was offered may be used, as long as it does not do it.
     *
     * @throws WrongAnswer if the packet is none, or the milter wants what nobody offered
     */
    static Negotiation of(Packet answer) throws WrongAnswer {
        String data = answer.data();
        if (answer.letter() != Packet.NEGOTIATE || data.length() < LEAST_DATA) {
            throw new WrongAnswer("it answered the negotiation with " + answer.name() + " and " + data.length()
                    + " bytes, not with 'O' and " + LEAST_DATA + " or more");
        }
        int version = number(data, 0);
        int protocol = number(data, 2 * NUMBER_BYTES);
        if (version < OLDEST_VERSION || version > OUR_VERSION) {
            throw new WrongAnswer("it speaks version " + Integer.toUnsignedString(version)
                    + " of the protocol, and postprox " + OLDEST_VERSION + " to " + OUR_VERSION);
        }
        if ((protocol & ~ALL_OF_PROTOCOL) != 0) {
            throw new WrongAnswer("it asks for a protocol that was not offered: bits 0x"
                    + Integer.toHexString(protocol & ~ALL_OF_PROTOCOL));
        }
        return new Negotiation(version, number(data, NUMBER_BYTES), protocol, lists(data.substring(LEAST_DATA)));
    }

    /** Each list is the number of a stage, and names with blanks between them up to a NUL. */
    private static Map<Step, List<String>> lists(String data) throws WrongAnswer {
        Map<Step, List<String>> lists = new EnumMap<>(Step.class);
        int end = 0;
        for (int start = 0; start < data.length(); start = end + 1) {
            end = data.indexOf('\0', start + NUMBER_BYTES);
            if (end < 0) {
                throw new WrongAnswer("its list of macros breaks off");
            }
            Optional<Step> step = Step.withMacros(number(data, start));
            if (step.isEmpty()) {
                throw new WrongAnswer("it wants macros with a stage that does not exist: "
                        + Integer.toUnsignedString(number(data, start)));
            }
            lists.put(step.get(), names(data.substring(start + NUMBER_BYTES, end)));
        }
        return lists;
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= list.length(); at++) {
            if (at == list.length() || " \t,".indexOf(list.charAt(at)) >= 0) {
                if (at > start) {
                    names.add(list.substring(start, at));
                }
                start = at + 1;
            }
        }
        return List.copyOf(names);
    }

    /** Whether the milter is told of a step. */
    boolean wants(Step step) {
        return step.isWantedBy(protocol) && (step != Step.DATA || version >= VERSION_OF_DATA);
    }

    /** Whether the milter answers a step. */
    boolean answers(Step step) {
        return step.isAnsweredBy(protocol);
    }

    /** Whether the leading blanks of a field are part of its value. */
    boolean hasLeadingSpace() {
        return (protocol & LEADING_SPACE) != 0;
    }

    private static String number(int value) {
        StringBuilder bytes = new StringBuilder();
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes.append((char) (value >>> shift & 0xFF));
        }
        return bytes.toString();
    }

    /** The number in four bytes, the most significant first. */
    static int number(String data, int at) {
        int value = 0;
        for (int i = 0; i < NUMBER_BYTES; i++) {
            value = value << Byte.SIZE | data.charAt(at + i);
        }
        return value;
    }
}
