/** The state of the process in one sentence. */

import { minute, plural, shown } from "./words.js";

export const MARKS = { ok: "●", warn: "▲", bad: "■", unknown: "○" };

/** The state of a process: how bad it is, and in words. */
export function stateOf(status) {
    const troubles = [
        ...ofDraining(status), ...ofNextHops(hopsOf(status)), ...ofFilters(status.filters ?? []), ...ofSpool(status.spool),
        ...ofUnfiltered(status),
    ];
    if (troubles.length === 0) {
        troubles.push(...ofAttention(status.attention ?? []));
    }
    if (troubles.length === 0) {
        return { level: "ok", words: "All well" };
    }
    const worst = troubles.find((trouble) => trouble.level === "bad") ?? troubles[0];
    const more = troubles.length - 1;
    return { level: worst.level, words: more > 0 ? `${worst.words}; ${more} more below` : worst.words };
}

/** The next hops, each with up, which is undefined if it was not asked yet. */
export function hopsOf(status) {
    if (Array.isArray(status.next_hops) && status.next_hops.length > 0) {
        return status.next_hops.map((hop) => ({ ...hop, up: hop.last_connect || !hop.up ? hop.up : undefined }));
    }
    const hop = status.next_hop ?? {};
    return hop.place ? [{ ...hop, up: hop.ok, since: hop.ok === false ? hop.last_connect : undefined }] : [];
}

/** How messages with a filter that failed go on. */
export function afterFailure(filter) {
    return filter.on_failure === "pass" ? "mail passes UNFILTERED" : "senders are told to try later";
}

export function nameOf(filter) {
    return filter.name ? `filter ${shown(filter.name)}` : "the filter";
}

function ofDraining(status) {
    return ["yielding", "stopping"].includes(status.phase)
        ? [{ level: "warn", words: "This process is about to end: it finishes the messages in hand, and takes no more" }]
        : [];
}

function ofNextHops(hops) {
    const down = hops.filter((hop) => hop.up === false);
    if (down.length === 0) {
        return [];
    }
    const since = down[0].since ? ` since ${minute(down[0].since)}` : "";
    const words = `Next hop ${shown(down[0].place)} does not answer${since}`;
    return down.length === hops.length
        ? [{ level: "bad", words: `${words}, senders are told to try later` }]
        : [{ level: "warn", words: `${words}, ${plural(hops.length - down.length, "other takes", "others take")} its mail` }];
}

function ofFilters(filters) {
    return filters
        .filter((filter) => filter.failing_since)
        .map((filter) => ({
            level: "bad",
            words: upperFirst(`${nameOf(filter)} failing since ${minute(filter.failing_since)}, ${afterFailure(filter)}`),
        }));
}

function ofSpool(spool) {
    return spool && spool.ok === false
        ? [{ level: "bad", words: `No room for messages in ${shown(spool.place)}, senders are told to try later` }]
        : [];
}

function ofUnfiltered(status) {
    const count = status.last_hour?.unfiltered ?? 0;
    return count > 0
        ? [{ level: "bad", words: `${plural(count, "message", "messages")} passed UNFILTERED in the last hour` }]
        : [];
}

function ofAttention(attention) {
    return attention.map((one) => ({ level: "warn", words: `${upperFirst(shown(one.what))}, last at ${minute(one.last)}` }));
}

function upperFirst(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
