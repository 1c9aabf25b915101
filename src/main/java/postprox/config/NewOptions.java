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

    /** What a filter for {@code -c} may do to begin with. */
    public enum Task {
        REFUSE_WORD,
        TAG_EXTERNAL,
        ATTACHMENTS,
        PASS_ALL
    }

    public static final Option<Language> LANGUAGE = choice("lang", Language.values())
            .in(NEW)
            .help("the language: sh, python, perl, or with --worker java")
            .manual("""
                    The language of the filter: `sh`, `python`, `perl`, or with `--worker` `java`.
                    Without it the end of the file's name decides, `.py` or `.pl`, and else it is `sh`.
                    """);

    public static final Option<Task> TASK = choice("task", Task.values())
            .or("refuse-word")
            .in(NEW)
            .help("what it does: refuse-word (default), tag-external, attachments or pass-all")
            .manual("""
                    The task of a filter for `-c`: `refuse-word` refuses mail with certain words in its subject, `tag-external` marks the
                    subject of mail from outside, `attachments` refuses attachments by their names, and `pass-all` is a frame without rules.
                    Messages to try it on are written into the directory `tests` beside it.
                    """);

    public static final Option<Boolean> WORKER = flag("worker")
            .in(NEW)
            .help("a worker, which is started once and answers one message after the other")
            .manual("""
                    Write a worker: a program that postprox starts once, and that answers one message after the other.
                    """);

    static final List<Option<?>> ALL = List.of(LANGUAGE, TASK, WORKER);

    private NewOptions() {}
}
