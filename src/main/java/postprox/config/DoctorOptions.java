package postprox.config;

import static postprox.config.Option.Declaration.flag;
import static postprox.config.Option.Declaration.option;
import static postprox.config.Usage.DOCTOR;
import static postprox.config.Usage.SETUP;

import java.nio.file.Path;
import java.util.List;

/** The options of {@code postprox doctor}. It shares {@link WatchOptions#JSON}. */
public final class DoctorOptions {
    public static final Option<Path> POSTFIX = option("postfix", "DIR", new FilePath(Type.Completion.DIRECTORIES))
            .in(DOCTOR, SETUP)
            .help("the directory of main.cf and master.cf (default: that of postconf)")
            .manual("""
                    The directory of `main.cf` and `master.cf`, where there are several instances of Postfix.
                    The default is that of `postconf`(1).
                    """);

    public static final Option<Boolean> QUICK =
            flag("quick").in(DOCTOR).help("do not run the filters").manual("""
                    Do not run the filters on a clean message.
                    """);

    static final List<Option<?>> ALL = List.of(POSTFIX, QUICK);

    private DoctorOptions() {}
}
