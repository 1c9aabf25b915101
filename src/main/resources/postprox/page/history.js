/** What the charts draw: the steps of a window, with those of an earlier process where this one has none. */

/** The window with steps of so many seconds. */
export function windowOf(status, stepSeconds) {
    return (status.windows ?? []).find((window) => window.step_seconds === stepSeconds);
}

/**
 * The whole steps of a window, the oldest first. A step has a time in seconds and a value of each kind; the values are null if nobody
 * counted then.
 */
export function stepsOf(window, countingSince) {
    const begin = Date.parse(window.from) / 1000;
    const counted = Date.parse(countingSince) / 1000;
    const steps = [];
    for (let i = 0; i < window.accepted.length - 1; i++) {
        const time = begin + i * window.step_seconds;
        steps.push(time + window.step_seconds > counted ? step(window, i, time) : { time, mail: null });
    }
    return steps;
}

function step(window, i, time) {
    const refused = window.refused[i] + window.deferred[i];
    const filtered = window.filtered[i] > 0;
    return {
        time,
        mail: (window.accepted[i] + refused + window.quarantined[i] + window.discarded[i]) / window.step_seconds,
        refused: refused / window.step_seconds,
        median: filtered ? window.filter_median_millis[i] / 1000 : null,
        slow: filtered ? window.filter_p99_millis[i] / 1000 : null,
    };
}

/** How many messages a second have their answer now: those of the last whole step and of the one that is not over. */
export function rateNow(window, now) {
    const last = window.accepted.length - 1;
    const current = Math.max(0, (Date.parse(now) - Date.parse(window.from)) / 1000 - last * window.step_seconds);
    let sum = 0;
    for (const kind of ["accepted", "refused", "deferred", "quarantined", "discarded"]) {
        sum += window[kind][last] + window[kind][last - 1];
    }
    return sum / (window.step_seconds + current);
}

/** Remembers the steps of processes that have ended. */
export class Before {
    #steps = new Map();

    /** Keeps what a process has counted, which has ended. */
    keep(status) {
        for (const window of status.windows ?? []) {
            const counted = stepsOf(window, status.counting_since).filter((one) => one.mail !== null);
            const known = this.#steps.get(window.step_seconds) ?? [];
            this.#steps.set(window.step_seconds, [...known, ...counted].slice(-window.accepted.length));
        }
    }

    /** The steps of a process, with what is remembered in the place of those that it has not counted. */
    fill(steps, stepSeconds) {
        const known = this.#steps.get(stepSeconds) ?? [];
        return steps.map((one) => {
            const old = one.mail === null ? known.find((past) => Math.abs(past.time - one.time) <= stepSeconds / 2) : undefined;
            return old ? { ...old, time: one.time } : one;
        });
    }
}
