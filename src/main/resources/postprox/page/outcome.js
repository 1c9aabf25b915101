/** What became of the mail of the chosen time. */

import { byId, element, head, row, setChildren } from "./dom.js";
import { number, share } from "./words.js";

/** Of what each row has its number. Together they are all messages that have their answer. */
const KINDS = [
    ["accepted", (sums) => sums.accepted - sums.changed],
    ["changed", (sums) => sums.changed],
    ["refused", (sums) => sums.refused],
    ["deferred", (sums) => sums.deferred],
    ["quarantined", (sums) => sums.quarantined],
    ["discarded", (sums) => sums.discarded],
];

export function drawOutcome(window, caption) {
    const sums = window.sums;
    const all = KINDS.reduce((sum, [, of]) => sum + of(sums), 0);
    const rows = KINDS.map(([kind, of]) => kindRow(kind, of(sums), all));
    setChildren(
        byId("outcome"),
        element("caption", "", caption),
        head("Messages", "Number", "Share"),
        element("tbody", "", ...rows, unfilteredRow(sums.unfiltered)),
    );
}

function kindRow(kind, count, all) {
    return row(kind, number(count), element("span", "share", bar(kind, count, all), share(count, all)));
}

/** The share again, for the eye. */
function bar(kind, count, all) {
    const meter = element("meter", kind);
    meter.max = Math.max(1, all);
    meter.value = count;
    meter.setAttribute("aria-hidden", "true");
    return meter;
}

/** The one number that must be 0. These messages are among the accepted ones. */
function unfilteredRow(count) {
    const made = row("UNFILTERED", number(count), count > 0 ? "must be 0: postprox log --failed" : "good: must be 0");
    made.className = count > 0 ? "unfiltered bad" : "unfiltered";
    return made;
}
