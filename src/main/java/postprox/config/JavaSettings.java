package postprox.config;

import static postprox.config.Option.Declaration.number;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Option.Declaration.text;

import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that only a filter of kind {@code java} has. */
public final class JavaSettings {
    public static final Option<String> JAR = text("jar", "NAME")
            .help("the jar of its class, if more than one jar in --plugins has that class")
            .manual("""
                    The name of the jar with the filter's class, if more than one jar in the directory of `--plugins` has that class.
                    """);

    public static final Option<Map<String, String>> OPTIONS = option(
                    "options", "NAME=VALUE...", Parsed.of(JavaSettings::named))
            .or("")
            .help("what the filter itself is told: words NAME=VALUE with blanks between them")
            .manual("""
                    What the filter itself is told: words {NAME}`=`{VALUE} with blanks between them.
                    The filter's author says which names there are.
                    """);

    public static final Option<Integer> LOST_THREADS = number("lost-threads", 1)
            .or(3)
            .help("threads that may be lost in it before it is asked no more (default {default})")
            .manual("""
                    How many threads may be lost in the filter before it is asked no more, and has failed for each message.
                    A thread is lost if it does not return at the end of its time and does not obey its interrupt.
                    The filter is asked again when one of them returns, and after a reload.
                    The default is {default}.
                    """);

    static final KindSettings KIND = KindSettings.of(Parsed.of(JavaSettings::className), JAR, OPTIONS, LOST_THREADS);

    private JavaSettings() {}

    private static Map<String, String> named(String text) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String word : Words.of(text)) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "'" + word + "' is no option: write NAME=VALUE, with blanks between options only");
            }
            if (options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("the option " + word.substring(0, equals) + " is there twice");
            }
        }
        return options;
    }

    private static String className(String className) {
        char before = '.';
        for (int i = 0; i < className.length(); i++) {
            char c = className.charAt(i);
            boolean fits =
                    before == '.' ? Character.isJavaIdentifierStart(c) : c == '.' || Character.isJavaIdentifierPart(c);
            if (!fits) {
                throw noClass(className);
            }
            before = c;
        }
        if (before == '.') {
            throw noClass(className);
        }
        return className;
    }

    private static IllegalArgumentException noClass(String text) {
        return new IllegalArgumentException("'" + text + "' is no name of a class: write java:com.example.MyFilter");
    }
}
