package postprox.config;

import static postprox.config.Option.Declaration.choice;
import static postprox.config.Option.Declaration.flag;
import static postprox.config.Usage.NEW;

import java.util.List;

/** The options of {@code postprox new} alone. */
public final class NewOptions {
    /** The languages that there is an example in. */
    public enum Language {
        SH,
        PYTHON,
        PERL,
        JAVA
    }

    public static final Option<Language> LANGUAGE = choice("lang", Language.values())
            .in(NEW)
            .help("the language: sh, python, perl or java")
            .manual("""
                    The language of the filter: `sh`, `python`, `perl` or `java`.
                    """);

    public static final Option<Boolean> WORKER = flag("worker")
            .in(NEW)
            .help("a worker, which is started once and answers one message after the other")
            .manual("""
                    Write a worker: a program that postprox starts once, and that answers one message after the other.
                    """);

    static final List<Option<?>> ALL = List.of(LANGUAGE, WORKER);

    private NewOptions() {}
}
