/** The live page: takes each state of the process, and has the parts of the page draw it. */

import { Chart } from "./chart.js";
import { byId, setText } from "./dom.js";
import { Before, rateNow, stepsOf, windowOf } from "./history.js";
import { drawAttention, drawRefusals, drawRunning } from "./lists.js";
import { drawOutcome } from "./outcome.js";
import { drawParts } from "./parts.js";
import { MARKS, stateOf } from "./state.js";
import { Stream } from "./stream.js";
import { age, clock, number, rate, seconds, shown } from "./words.js";

const FINE_STEP = 10;
/** Who wants little motion gets charts that move on once a minute. */
const CALM_SECONDS = 60;

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const choice = byId("window");
const before = new Before();
const mailChart = new Chart("mail", "Mail a second", [
    { value: "mail", title: "all answered", isFilled: true },
    { value: "refused", title: "refused or deferred", isDashed: true },
], (value) => rate(value));
const filterChart = new Chart("filter", "Filter time", [
    { value: "median", title: "p50" },
    { value: "slow", title: "p99", isDashed: true },
], seconds);

let latest = null;
let drawnUpTo = 0;
let lossReason = "";

function take(status) {
    if (latest !== null && isOther(status)) {
        before.keep(latest);
        drawnUpTo = 0;
        note(`postprox was started anew at ${clock(status.started)}: its figures begin anew, and what the charts have from before is of the process before.`);
    }
    latest = status;
    lossReason = "";
    drawHeader();
    drawFigures();
    drawAttention(status);
    drawRunning(status);
    drawRefusals(status);
    drawParts(status);
    beat();
}

/** Whether it is another process than the one before. */
function isOther(status) {
    return status.pid !== latest.pid || status.started !== latest.started;
}

function note(words) {
    byId("note").hidden = false;
    setText(byId("note"), words);
}

function drawHeader() {
    const host = latest.host ? ` on ${shown(latest.host)}` : "";
    setText(byId("title"), `postprox${host}`);
    setText(byId("version"), `${shown(latest.version)}, up ${age(Date.parse(latest.now) - Date.parse(latest.started))}, since ${clock(latest.started)}`);
    setText(byId("process"), `Process ${latest.pid}, ${shown(latest.mode)} at ${shown(latest.place)}${latest.config ? `, configured by ${shown(latest.config)}` : ""}.`);
}

/** The sentence of the state. While there is no connection, nobody knows the state. */
function drawState() {
    const known = latest === null ? { level: "unknown", words: "Waiting for the first figures" } : stateOf(latest);
    const lost = stream.lostSince();
    const level = lost === null ? known.level : "unknown";
    byId("sentence").className = `sentence ${level}`;
    document.body.className = lost === null ? "" : "lost";
    setText(byId("mark"), MARKS[level]);
    setText(byId("state"), lost === null ? known.words : `No connection to postprox since ${clock(lost)}; the last that is known: ${known.words}`);
    setText(byId("rate"), lost === null && latest !== null ? `, ${perMinute()}` : "");
    document.title = `${MARKS[level]} ${byId("title").textContent}`;
}

function perMinute() {
    const window = windowOf(latest, FINE_STEP);
    const count = window === undefined ? 0 : Math.round(60 * rateNow(window, latest.now));
    return `${number(count)} ${count === 1 ? "message" : "messages"} a minute`;
}

function drawAge() {
    const millis = stream.age();
    const of = millis === null ? "nothing has come yet" : `as of ${age(millis)} ago`;
    const lost = stream.lostSince();
    const reason = lossReason ? ` (${lossReason})` : "";
    setText(byId("age"), lost === null ? of : `${of}; connection lost${reason}, trying again since ${clock(lost)}`);
}

function drawFigures() {
    const stepSeconds = Number(choice.value) === 3600 ? 60 : FINE_STEP;
    const window = windowOf(latest, stepSeconds);
    if (window === undefined) {
        return;
    }
    const span = choice.selectedOptions[0].textContent;
    drawOutcome(window, caption(window, span));
    setText(byId("mail-figures"), `${rate(rateNow(windowOf(latest, FINE_STEP), latest.now))} a second now`);
    setText(byId("filter-figures"), filterFigures(window));
    drawCharts(window, stepSeconds);
}

function caption(window, span) {
    const since = Date.parse(latest.counting_since) > Date.parse(window.from) ? `, counted since ${clock(latest.counting_since)}` : "";
    return `Messages of the ${span}${since}`;
}

function filterFigures(window) {
    const limit = Math.max(0, ...(latest.filters ?? []).map((filter) => filter.timeout_seconds ?? 0));
    const limits = limit > 0 ? `, limit ${seconds(limit)}` : "";
    return window.filtered_sum > 0
        ? `p50 ${seconds(window.filter_median_seconds)}, p99 ${seconds(window.filter_p99_seconds)}${limits}`
        : `no message was filtered in this time${limits}`;
}

/** Charts move on when a step is over. */
function drawCharts(window, stepSeconds) {
    const steps = before.fill(stepsOf(window, latest.counting_since), stepSeconds);
    const end = steps.at(-1).time;
    const pause = calm.matches ? Math.max(CALM_SECONDS, stepSeconds) : stepSeconds;
    if (end - drawnUpTo > pause - 0.5) {
        drawnUpTo = end;
        mailChart.draw(steps);
        filterChart.draw(steps);
    }
}

/** Shows that a state came. */
function beat() {
    const dot = byId("beat");
    dot.classList.toggle("odd");
}

const stream = new Stream(
    (status) => {
        take(status);
        drawState();
        drawAge();
    },
    (reason) => {
        lossReason = reason || lossReason;
        drawState();
    },
);
choice.addEventListener("change", () => {
    drawnUpTo = 0;
    if (latest !== null) {
        drawFigures();
    }
});
setInterval(drawAge, 1000);
stream.start();
