package postprox.filter.milter;

import java.util.Optional;

/** The steps in which a message is played to a milter, in their order. */
enum Step {
    CONNECT('C', "CONNECT", 0, 12, 0),
    HELO('H', "HELO", 1, 13, 1),
    MAIL('M', "MAIL", 2, 14, 2),
    RCPT('R', "RCPT", 3, 15, 3),
    DATA('T', "DATA", 9, 16, 4),
    HEADER('L', "a header field", 5, 7, Step.NONE),
    END_OF_HEADER('N', "the end of the header", 6, 18, 6),
    BODY('B', "the body", 4, 19, Step.NONE),
    END('E', "the end of the message", Step.NONE, Step.NONE, 5);

    /** There is no such bit, or no such list. */
    private static final int NONE = -1;

    private final char letter;
    private final String words;
    private final int unwanted;
    private final int unanswered;
    private final int macros;

    /**
     * Declares a step, with the numbers of libmilter's mfapi.h.
     *
     * @param unwanted   the bit of a milter that does not want this step (SMFIP_NO...)
     * @param unanswered the bit of a milter that does not answer it (SMFIP_NR_...)
     * @param macros     the number of the list of macros (SMFIM_...)
     */
    Step(char letter, String words, int unwanted, int unanswered, int macros) {
        this.letter = letter;
        this.words = words;
        this.unwanted = unwanted;
        this.unanswered = unanswered;
        this.macros = macros;
    }

    /** The letter of the command. */
    char letter() {
        return letter;
    }

    /** The step in the words of the log. */
    String words() {
        return words;
    }

    /** Whether a milter with these protocol bits wants this step. */
    boolean isWantedBy(int protocol) {
        return unwanted == NONE || (protocol >> unwanted & 1) == 0;
    }

    /** Whether a milter with these protocol bits answers this step. */
    boolean isAnsweredBy(int protocol) {
        return unanswered == NONE || (protocol >> unanswered & 1) == 0;
    }

    /** The step whose list of macros has this number. */
    static Optional<Step> withMacros(int number) {
        for (Step step : values()) {
            if (step.macros == number && number != NONE) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }
}
