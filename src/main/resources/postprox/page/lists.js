/** The lists of the page: what needs attention, what runs now, and what was refused last. */

import { byId, element, foreign, setChildren } from "./dom.js";
import { nameOf } from "./state.js";
import { bytes, clock, number, plural, seconds, shown } from "./words.js";

const MOST = 5;

export function drawAttention(status) {
    const items = (status.attention ?? []).map((one) =>
        element("li", "",
            element("span", "warn", "▲ "),
            element("strong", "", shown(one.what)),
            `, ${one.times === 1 ? "once" : `${number(one.times)} times`} in the last hour, last at ${clock(one.last)}`,
            ...(one.reason ? [": ", foreign(shown(one.reason))] : []),
            element("span", "todo", "What to do: ", element("code", "", shown(one.command)))));
    setChildren(byId("attention"), items.length === 0 ? element("p", "", "Nothing.") : element("ul", "items", ...items));
}

export function drawRunning(status) {
    const messages = status.messages ?? [];
    const items = messages.slice(0, MOST).map((message) =>
        element("li", "",
            `${bytes(message.size)}, ${seconds(message.age_seconds)}, ${shown(message.step)} `,
            ...(message.filter ? [foreign(shown(message.filter)), " "] : []),
            way(message)));
    const rest = (status.in_hand ?? 0) - items.length;
    setChildren(
        byId("running"),
        element("p", "", [plural(status.in_hand ?? 0, "message", "messages") + " in hand", ...(status.filters ?? []).map(running)].join("; ")),
        ...(items.length === 0 ? [] : [element("ul", "items", ...items)]),
        ...(rest > 0 ? [element("p", "", `and ${number(rest)} more: `, element("code", "", "postprox top"))] : []),
    );
}

function running(filter) {
    const waiting = filter.waiting > 0 ? `, ${number(filter.waiting)} waiting` : "";
    return `${nameOf(filter)} at work on ${number(filter.running)} of ${number(filter.at_once)} at once${waiting}`;
}

export function drawRefusals(status) {
    const items = (status.refusals ?? []).slice(0, MOST).map((refusal) =>
        element("li", "",
            element("time", "", clock(refusal.time)),
            " ",
            foreign(shown(refusal.reply)),
            ` (by ${shown(refusal.by).replace("_", " ")})`,
            way(refusal)));
    setChildren(
        byId("refusals"),
        items.length === 0 ? element("p", "", "None since the start.") : element("ul", "items", ...items),
        element("p", "", "Others: ", element("code", "", "postprox log --refused --to ADDRESS"),
            "; all about one: ", element("code", "", "postprox explain SESSION")),
    );
}

/** From whom to whom, and under which session the log has it. */
function way(message) {
    const others = (message.recipient_count ?? 1) - 1;
    return element("span", "way",
        foreign(shown(message.sender) || "<>"),
        " → ",
        foreign(shown(message.recipient)),
        others > 0 ? ` and ${plural(others, "other", "others")}` : "",
        ", session ",
        element("code", "", shown(message.session)));
}
