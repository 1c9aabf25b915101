/** A chart over time, and the same figures as a table. */

import { byId, element, head, row, setChildren } from "./dom.js";
import { clock } from "./words.js";

const HEIGHT = 140;

export class Chart {
    #name;
    #lines;
    #format;
    #container;
    #details;
    #plot = null;
    #steps = [];

    /**
     * @param name   the beginning of the names of its elements
     * @param title  what it shows
     * @param lines  for each line the name of its value, its title, and whether it is dashed
     * @param format makes a text of a value
     */
    constructor(name, title, lines, format) {
        this.#name = title;
        this.#lines = lines;
        this.#format = format;
        this.#container = byId(`${name}-chart`);
        this.#details = byId(`${name}-details`);
        this.table = byId(`${name}-table`);
        this.#details.addEventListener("toggle", () => this.#fillTable());
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#drawAnew());
        new ResizeObserver(() => this.#resize()).observe(this.#container);
    }

    /** Draws steps. A value that is null leaves a gap. */
    draw(steps) {
        this.#steps = steps;
        const data = this.#data();
        if (this.#plot === null) {
            this.#plot = new uPlot(this.#options(), data, this.#container);
        } else {
            this.#plot.setData(data);
        }
        this.#container.setAttribute("aria-label", this.#summary());
        this.#fillTable();
    }

    #data() {
        const of = (value) => this.#steps.map((step) => step[value] ?? null);
        return [of("time"), ...this.#lines.map((line) => of(line.value))];
    }

    #options() {
        const axis = { stroke: colour("--muted"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { show: false } };
        return {
            width: Math.max(1, this.#container.clientWidth),
            height: HEIGHT,
            legend: { show: false },
            cursor: { show: false },
            scales: { y: { range: (_, low, high) => [0, Math.max(high ?? 0, 0.001) * 1.1] } },
            axes: [
                { ...axis, space: 60, size: 26, values: (_, times) => times.map((time) => clock(time * 1000).slice(-8, -3)) },
                { ...axis, size: 58, values: (_, values) => values.map((value) => this.#format(value)) },
            ],
            series: [{}, ...this.#lines.map((line) => this.#series(line))],
        };
    }

    #series(line) {
        return {
            stroke: colour(`--${line.value}`),
            fill: line.isFilled ? colour(`--${line.value}-area`) : undefined,
            dash: line.isDashed ? [5, 3] : undefined,
            width: 2,
            points: { show: false },
        };
    }

    #summary() {
        const parts = this.#lines.map((line) => {
            const values = this.#steps.map((step) => step[line.value]).filter((value) => typeof value === "number");
            return values.length === 0
                ? `${line.title}: no figures`
                : `${line.title}: last ${this.#format(values.at(-1))}, at most ${this.#format(Math.max(...values))}`;
        });
        return `${this.#name} over time. ${parts.join(". ")}. The table below has the same figures.`;
    }

    /** The table has many rows, and is made for who looks at it. */
    #fillTable() {
        if (!this.#details.open) {
            return;
        }
        const cell = (value) => (typeof value === "number" ? this.#format(value) : "–");
        const rows = this.#steps.toReversed().map((step) =>
            row(clock(step.time * 1000), ...this.#lines.map((line) => cell(step[line.value]))));
        setChildren(
            this.table,
            element("caption", "", `${this.#name}, the latest step first`),
            head("Step begins", ...this.#lines.map((line) => line.title)),
            element("tbody", "", ...rows),
        );
    }

    #resize() {
        if (this.#plot !== null && this.#container.clientWidth > 0) {
            this.#plot.setSize({ width: this.#container.clientWidth, height: HEIGHT });
        }
    }

    /** The colours are in the canvas. */
    #drawAnew() {
        if (this.#plot !== null) {
            this.#plot.destroy();
            this.#plot = null;
            this.draw(this.#steps);
        }
    }
}

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
