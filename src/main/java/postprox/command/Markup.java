package postprox.command;

/**
 * The markup of the manual's texts, as troff with the macros of man(7): <code>`bold`</code> is what is typed as it stands,
 * <code>{italic}</code> what stands for something else. A line of the text is one of the result.
 */
final class Markup {
    private static final String ROMAN = "\\fR";

    private Markup() {}

    static String troff(String text) {
        StringBuilder page = new StringBuilder();
        boolean isTyped = false;
        for (String line : text.strip().split("\n")) {
            // A dot or a quote in front would make a request of the line.
            page.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "");
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                isTyped = c == '`' ? !isTyped : isTyped;
                page.append(troff(c, isTyped));
            }
            page.append('\n');
        }
        return page.toString();
    }

    private static String troff(char c, boolean isTyped) {
        return switch (c) {
            case '`' -> isTyped ? "\\fB" : ROMAN;
            case '{' -> "\\fI";
            case '}' -> ROMAN;
            case '\\' -> "\\e";
            // What is typed has minus signs, and prose has hyphens.
            case '-' -> isTyped ? "\\-" : "-";
            default -> String.valueOf(c);
        };
    }
}
