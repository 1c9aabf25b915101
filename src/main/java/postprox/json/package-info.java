/** Objects of JSON that other programs have written, as data: {@link postprox.json.JsonObject}. */
package postprox.json;
