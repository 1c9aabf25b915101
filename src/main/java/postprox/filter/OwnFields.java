package postprox.filter;

import java.util.List;
import postprox.mail.HeaderEdit;

/**
 * The header fields that a filter alone is to write. Whoever reads them believes the filter, so that those of a sender are forged.
 *
 * @param name     their name in lower case
 * @param isPrefix whether all names that begin so are theirs
 */
public record OwnFields(String name, boolean isPrefix) {
    /** Removes them from a header with fields of these names, in lower case. */
    public List<HeaderEdit> removal(List<String> names) {
        return removal(List.of(this), names);
    }

    /** Removes those of several filters. */
    static List<HeaderEdit> removal(List<OwnFields> own, List<String> names) {
        return names.stream()
                .filter(each -> own.stream().anyMatch(fields -> fields.have(each)))
                .distinct()
                .<HeaderEdit>map(each -> new HeaderEdit.Delete(each, 0))
                .toList();
    }

    private boolean have(String lowerCase) {
        return isPrefix ? lowerCase.startsWith(name) : lowerCase.equals(name);
    }
}
