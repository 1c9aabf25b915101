package postprox.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kind of filter has of its own besides the settings of all kinds. The class of its settings declares it.
 *
 * @param place    reads what follows the kind's word and its colon
 * @param own      the settings that only this kind has
 * @param defaults the defaults that differ from those of all kinds, in the order of the help: the text of the value of each setting
 */
record KindSettings(Type<?> place, List<Option<?>> own, Map<Option<?>, String> defaults) {
    KindSettings {
        own = List.copyOf(own);
        // Map.copyOf would lose the order.
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    }

    static KindSettings of(Type<?> place, Option<?>... own) {
        return new KindSettings(place, List.of(own), Map.of());
    }

    /** Of a kind that runs a command. The shell says what is wrong with it, and Rules looks for its program where all options are known. */
    static KindSettings ofCommand(Option<?>... own) {
        return of(new Text(Type.Completion.NOTHING), own);
    }

    /** The same, with another default for a setting of all kinds. */
    KindSettings with(Option<?> setting, String byDefault) {
        Map<Option<?>, String> all = new LinkedHashMap<>(defaults);
        all.put(setting, byDefault);
        return new KindSettings(place, own, all);
    }
}
