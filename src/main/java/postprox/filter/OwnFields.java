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
    List<HeaderEdit> removal(List<String> names, List<OwnFields> others) {
        return names.stream()
                .filter(this::have)
                .filter(each -> others.stream().noneMatch(other -> other.have(each)))
                .distinct()
                .<HeaderEdit>map(each -> new HeaderEdit.Delete(each, 0))
                .toList();
    }

    private boolean have(String lowerCase) {
        return isPrefix ? lowerCase.startsWith(name) : lowerCase.equals(name);
    }
}
