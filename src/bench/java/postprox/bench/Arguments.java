package postprox.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What the user wants.
 *
 * @param quick few cases, few rounds, and nothing is written
 */
record Arguments(boolean quick, boolean help, List<Case> cases) {
    static final String HELP = """
            usage: ./bench [--quick] [CASE...]

            Measures the program, each figure beside a yardstick of the same run, and prints a table. Writes
            docs/PERFORMANCE.md's tables and docs/performance/, for all cases or for those that are named. All of them
            take about a quarter of an hour, during which the machine should have nothing else to do.

              --quick      a few cases with few rounds, under a minute; writes nothing
              --help       this text

            cases:
            """;

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
        boolean help = false;
        List<Case> cases = new ArrayList<>();
        for (String word : words) {
            switch (word) {
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                default ->
                    cases.add(Case.of(word)
                            .orElseThrow(() -> new UsageException("there is no case or option '" + word
                                    + "'; the cases are:\n" + Case.list().stripTrailing())));
            }
        }
        if (cases.isEmpty()) {
            cases.addAll(quick ? Case.quickOnes() : List.of(Case.values()));
        }
        return new Arguments(quick, help, cases.stream().distinct().toList());
    }
}
