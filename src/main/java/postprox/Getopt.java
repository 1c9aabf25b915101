package postprox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads arguments as getopt(3) does, and writes them so that a parser has nothing to guess: -rvcCOMMAND becomes -r -v
 * --command=COMMAND, and what follows an option that wants a value is its value, whatever it looks like.
 *
 * @param valued the long name of an option ({@code -c}, {@code --command}) that wants a value; nothing for all else
 */
record Getopt(Function<String, Optional<String>> valued) {
    List<String> plain(List<String> arguments) {
        List<String> plain = new ArrayList<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--")) {
                plain.add(argument);
                rest.forEachRemaining(plain::add);
            } else if (argument.startsWith("--")) {
                plain.add(withValue(argument, rest));
            } else if (argument.startsWith("-") && argument.length() > 1) {
                addBundle(argument.substring(1), rest, plain);
            } else {
                plain.add(argument);
            }
        }
        return plain;
    }

    private void addBundle(String letters, Iterator<String> rest, List<String> plain) {
        for (int i = 0; i < letters.length(); i++) {
            String option = "-" + letters.charAt(i);
            String behind = letters.substring(i + 1);
            if (!behind.isEmpty() && valued.apply(option).isPresent()) {
                plain.add(withValue(option, List.of(behind).iterator()));
                return;
            }
            plain.add(withValue(option, rest));
        }
    }

    /** The option, with its value if it wants one. Where none is left, the parser complains. */
    private String withValue(String option, Iterator<String> values) {
        Optional<String> name = valued.apply(option);
        return name.isPresent() && values.hasNext() ? "--" + name.get() + "=" + values.next() : option;
    }
}
