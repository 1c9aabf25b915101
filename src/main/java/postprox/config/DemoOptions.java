package postprox.config;

import static postprox.config.Option.Declaration.flag;
import static postprox.config.Usage.DEMO;

import java.util.List;

/** The options of {@code postprox demo} alone. */
public final class DemoOptions {
    public static final Option<Boolean> SERVE =
            flag("serve").in(DEMO).help("stay afterwards, for trying by hand").manual("""
                    Stay afterwards, for trying by hand.
                    """);

    static final List<Option<?>> ALL = List.of(SERVE);

    private DemoOptions() {}
}
