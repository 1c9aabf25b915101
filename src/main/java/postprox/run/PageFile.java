package postprox.run;

import java.io.IOException;
import postprox.admin.Page;
import postprox.admin.Resource;

/** The files of the live page. */
enum PageFile {
    INDEX("/", "index.html", Kind.HTML),
    COLOURS("/page/colours.css", "colours.css", Kind.CSS),
    STYLE("/page/page.css", "page.css", Kind.CSS),
    MAIN("/page/main.js", "main.js", Kind.SCRIPT),
    CHART("/page/chart.js", "chart.js", Kind.SCRIPT),
    DOM("/page/dom.js", "dom.js", Kind.SCRIPT),
    HISTORY("/page/history.js", "history.js", Kind.SCRIPT),
    LISTS("/page/lists.js", "lists.js", Kind.SCRIPT),
    OUTCOME("/page/outcome.js", "outcome.js", Kind.SCRIPT),
    PARTS("/page/parts.js", "parts.js", Kind.SCRIPT),
    STATE("/page/state.js", "state.js", Kind.SCRIPT),
    STREAM("/page/stream.js", "stream.js", Kind.SCRIPT),
    WORDS("/page/words.js", "words.js", Kind.SCRIPT),
    /** The charts are drawn by uPlot, whose jar has it where WebJars have their files. */
    UPLOT("/page/uplot.js", Kind.UPLOT + "uPlot.iife.min.js", Kind.SCRIPT),
    UPLOT_STYLE("/page/uplot.css", Kind.UPLOT + "uPlot.min.css", Kind.CSS);

    private final String path;
    private final String name;
    private final String type;

    /** Kinds of file, and where they are. */
    private static final class Kind {
        private static final String HTML = "text/html; charset=utf-8";
        private static final String CSS = "text/css; charset=utf-8";
        private static final String SCRIPT = "text/javascript; charset=utf-8";
        private static final String OURS = "/postprox/page/";
        private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    }

    PageFile(String path, String name, String type) {
        this.path = path;
        this.name = name.startsWith("/") ? name : Kind.OURS + name;
        this.type = type;
    }

    /** Where browsers find it. */
    String path() {
        return path;
    }

    /**
     * Reads it.
     *
     * @throws IOException if the program has no such file
     */
    Page read() throws IOException {
        return Resource.of(name, type);
    }
}
