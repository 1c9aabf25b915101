package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.command.CrashReport.Place;

/** The forms of Lua's reports, and texts that lack one line of them. */
class LuaReportTest {
    private static final String CALLS = "stack traceback:";
    private static final String CALL = "\t/x.lua:9: in main chunk";
    private static final Place CALLER = new Place("/x.lua", 9);

    @ParameterizedTest
    @ValueSource(strings = {"lua", "lua5.4", "/usr/bin/lua5.4", "luajit"})
    void aReportNamesTheErrorAndItsCalls(String lua) {
        assertThat(report(lua + ": /x.lua:3: odd", CALLS, "\t[C]: in function 'f'", CALL, "\t[C]: in ?"))
                .contains(new CrashReport(0, false, "odd", List.of(new Place("/x.lua", 3), CALLER)));
    }

    @Test
    void anErrorWithoutAPlaceHasThoseOfItsCalls() {
        assertThat(report("checking", "lua: odd", "more", CALLS, CALL))
                .contains(new CrashReport(1, false, "odd", List.of(CALLER)));
    }

    @Test
    void aSyntaxErrorIsALineAlone() {
        assertThat(report("checking", "lua5.4: /x.lua:3: unexpected symbol"))
                .contains(new CrashReport(1, false, "unexpected symbol", List.of(new Place("/x.lua", 3))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CALL,
                CALLS,
                CALLS + "\n" + CALL,
                "spam\n" + CALLS + "\n\t/etc/luafilter.lua:3: in main chunk",
                "lua: /x.lua:3: odd\n" + CALLS,
                "lua: /x.lua:3: odd\ncalls:\n" + CALL,
                "perl: /x.lua:3: odd\n" + CALLS + "\n" + CALL,
                "perl: /x.lua:3: odd",
                "lua: odd",
                "lua /x.lua:3: odd",
                ": /x.lua:3: odd",
            })
    void aTextThatLacksALineOfAReportIsNone(String text) {
        assertThat(LuaReport.in(text.lines().toList())).isEmpty();
    }

    private static Optional<CrashReport> report(String... lines) {
        return LuaReport.in(List.of(lines));
    }
}
