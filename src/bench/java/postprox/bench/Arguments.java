package postprox.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What the user wants; {@code ./bench} itself answers {@code --help}, without a build, out of {@code src/bench/help.txt}.
 *
 * @param quick few cases, few rounds, and nothing is written
 */
record Arguments(boolean quick, List<Case> cases) {
    /** The command line is wrong; the message says what and what to do. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String advice;

        UsageException(String advice) {
            super(advice);
            this.advice = advice;
        }

        String advice() {
            return advice;
        }
    }

    static Arguments parse(List<String> words) throws UsageException {
        boolean quick = false;
        List<Case> cases = new ArrayList<>();
        for (String word : words) {
            switch (word) {
                case "--quick" -> quick = true;
                default ->
                    cases.add(Case.of(word)
                            .orElseThrow(() -> new UsageException("there is no case or option '" + word
                                    + "'; the cases are:\n" + Case.list().stripTrailing())));
            }
        }
        if (cases.isEmpty()) {
            cases.addAll(quick ? Case.quickOnes() : List.of(Case.values()));
        }
        return new Arguments(quick, cases.stream().distinct().toList());
    }
}
