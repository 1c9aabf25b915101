/** Objects of JSON that other programs have written, as data: {@link postprox.json.JsonObject}. */
@NullMarked
package postprox.json;

import org.jspecify.annotations.NullMarked;
