/** The table of the parts, each with its state and what is used of its limit. */

import { byId, element, foreign, head, row, setChildren } from "./dom.js";
import { MARKS, afterFailure, hopsOf } from "./state.js";
import { bytes, clock, number, seconds, share, shown } from "./words.js";

const NEARLY_FULL = 0.9;

export function drawParts(status) {
    const filters = status.filters ?? [];
    const rows = [
        ...hopsOf(status).map(hop),
        ...(filters.length === 0 ? [part("filter", "", state("warn", "none: all messages pass"), "–", "")] : filters.map(filter)),
        ...(status.spool ? [spool(status.spool)] : []),
        ...(status.quarantine ? [quarantine(status.quarantine)] : []),
        part("sessions", "", ofLimit(status.sessions, status.sessions_limit), used(status.sessions, status.sessions_limit), ""),
    ];
    setChildren(
        byId("parts"),
        element("caption", "", "State, and what is used of what limit"),
        head("Part", "State", "Now / limit", "More"),
        element("tbody", "", ...rows),
    );
}

function part(kind, name, stateCell, usedText, more) {
    const title = element("span", "", `${kind} `, ...(name ? [foreign(shown(name))] : []));
    return row(title, stateCell, usedText, more ? foreign(shown(more)) : "");
}

function hop(one) {
    const last = one.last_connect ? `, last asked ${clock(one.last_connect)}` : "";
    if (one.up === undefined) {
        return part("next hop", one.place, state("unknown", "not asked yet"), "–", "");
    }
    return one.up
        ? part("next hop", one.place, state("ok", `answers in ${seconds(one.connect_seconds ?? 0)}${last}`), "–", "")
        : part("next hop", one.place, state("bad", `does not answer${last}`), "–", one.reason ?? "");
}

function filter(one) {
    const waiting = one.waiting > 0 ? `, ${number(one.waiting)} waiting` : "";
    const times = one.messages_of_hour > 0
        ? `p50 ${seconds(one.median_seconds)}, p99 ${seconds(one.p99_seconds)} in the last hour, limit ${seconds(one.timeout_seconds)}. `
        : "";
    return part("filter", one.name, filterState(one), `${used(one.running, one.at_once)}${waiting}`, times + (one.what ?? ""));
}

function filterState(one) {
    if (one.failing_since) {
        const reason = one.reason ? ` (${shown(one.reason)})` : "";
        return state("bad", `failing since ${clock(one.failing_since)}${reason}: ${afterFailure(one)}`);
    }
    if (one.waiting > 0) {
        return state("warn", "messages wait for it");
    }
    return one.last_failure
        ? state("ok", `works, last failure ${clock(one.last_failure)}`)
        : state("ok", one.messages > 0 ? "works" : "not asked yet");
}

function spool(one) {
    const size = one.all_bytes > 0 ? `${share(one.used_bytes, one.all_bytes)} of ${bytes(one.all_bytes)}` : "–";
    return part("spool", "", one.ok ? state("ok", "has room") : state("bad", one.reason ? shown(one.reason) : "no room"), size, one.place);
}

function quarantine(one) {
    if (one.messages === undefined) {
        return part("quarantine", "", state("unknown", "not counted yet"), `– / ${number(one.messages_limit)}`, one.place);
    }
    const fullest = one.messages / one.messages_limit > one.bytes / one.bytes_limit
        ? ofLimit(one.messages, one.messages_limit)
        : ofLimit(one.bytes, one.bytes_limit);
    const size = `${used(one.messages, one.messages_limit)}; ${bytes(one.bytes)} / ${bytes(one.bytes_limit)}`;
    return part("quarantine", "", fullest, size, one.place);
}

function ofLimit(now, limit) {
    if (limit > 0 && now >= limit) {
        return state("bad", "at its limit");
    }
    return limit > 0 && now >= limit * NEARLY_FULL ? state("warn", "near its limit") : state("ok", "has room");
}

function used(now, limit) {
    return `${number(now)} / ${number(limit)}`;
}

function state(level, words) {
    return element("span", `state ${level}`, `${MARKS[level]} `, foreign(words));
}
