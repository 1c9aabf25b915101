package postprox.command;

/**
 * Writes the markup of the manual's texts as troff with the macros of man(7). <code>`bold`</code> is for words that a user types as
 * they are, and <code>{italic}</code> is for placeholders. Each line of the text gives one line of troff.
 */
final class Markup {
    private static final String ROMAN = "\\fR";

    private Markup() {}

    static String troff(String text) {
        StringBuilder page = new StringBuilder();
        boolean isTyped = false;
        for (String line : text.strip().split("\n")) {
            // A dot or a quote at the beginning would make the line a troff request.
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
            // In troff "\-" is a minus sign, which a user types, and "-" is a hyphen of prose.
            case '-' -> isTyped ? "\\-" : "-";
            default -> String.valueOf(c);
        };
    }
}
