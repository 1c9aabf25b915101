/** Values as people read them. */

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** Characters that are not seen, or that turn the text around them: the first and the last of each range. */
const UNSEEN = [
    [0x00, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x61c, 0x61c], [0x180e, 0x180e], [0x200b, 0x200f], [0x2028, 0x202e], [0x2060, 0x206f],
    [0xd800, 0xdfff], [0xfeff, 0xfeff], [0xfff9, 0xfffb], [0xe0000, 0xe007f],
];

/** A stranger's text in which characters that are not seen are named, such as U+202E. */
export function shown(text) {
    let result = "";
    for (const character of String(text ?? "")) {
        const code = character.codePointAt(0);
        const unseen = UNSEEN.some(([first, last]) => code >= first && code <= last);
        result += unseen ? `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›` : character;
    }
    return result;
}

export function number(value) {
    return Math.round(value ?? 0).toLocaleString("en");
}

/** A number a second, of which small ones have a fraction. */
export function rate(value) {
    return value < 100 ? value.toFixed(1) : number(value);
}

export function share(part, whole) {
    return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : "–";
}

export function seconds(value) {
    if (value < 1) {
        const millis = value * 1000;
        return `${millis.toFixed(millis < 10 ? 1 : 0)} ms`;
    }
    return `${value.toFixed(value < 10 && value % 1 !== 0 ? 1 : 0)} s`;
}

export function bytes(value) {
    let rest = value ?? 0;
    let unit = 0;
    while (rest >= 1000 && unit < UNITS.length - 1) {
        rest /= 1000;
        unit++;
    }
    return `${rest.toFixed(unit > 0 && rest < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** How long something has been going on. */
export function age(millis) {
    const whole = Math.max(0, Math.floor(millis / 1000));
    const days = Math.floor(whole / 86400);
    const hours = Math.floor((whole % 86400) / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    if (days > 0) {
        return `${days} d ${hours} h`;
    }
    if (hours > 0) {
        return `${hours} h ${minutes} min`;
    }
    return minutes > 0 ? `${minutes} min` : `${whole} s`;
}

/** The time of day, with the date if that is not today. */
export function clock(time) {
    const date = new Date(time);
    const day = date.toDateString() === new Date().toDateString() ? "" : `${dateOf(date)} `;
    return `${day}${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The same without seconds. */
export function minute(time) {
    return clock(time).slice(0, -3);
}

export function plural(count, one, several) {
    return count === 1 ? `1 ${one}` : `${number(count)} ${several}`;
}

function dateOf(date) {
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value) {
    return String(value).padStart(2, "0");
}
