/**
 * The connection to the process. It has a state of the process each second from /events. When that fails for any reason, it asks /status
 * once, tells why if there is an answer, and opens the events again after a pause: the browser itself gives up after an answer of HTTP that
 * is an error.
 */

const PAUSE = 2000;
const JITTER = 2000;
const SILENCE = 5000;
const PATIENCE = 15000;

export class Stream {
    #onState;
    #onLoss;
    #source = null;
    #opened = 0;
    #last = 0;
    #begun = performance.now();
    #lostSince = null;

    /**
     * @param onState called with each state
     * @param onLoss  called with the reason, in words, each time that there is one; empty if nothing is known but that nothing comes
     */
    constructor(onState, onLoss) {
        this.#onState = onState;
        this.#onLoss = onLoss;
    }

    start() {
        this.#open();
        setInterval(() => this.#check(), 1000);
    }

    /** Milliseconds since the last state; null if there was none. */
    age() {
        return this.#last === 0 ? null : performance.now() - this.#last;
    }

    /** When the connection was lost; null if it is there. */
    lostSince() {
        return this.#lostSince;
    }

    #open() {
        this.#opened = performance.now();
        const source = new EventSource("/events");
        this.#source = source;
        source.onmessage = (event) => this.#take(event.data);
        source.onerror = () => this.#openAgain();
    }

    #openAgain() {
        this.#source.close();
        this.#source = null;
        this.#askOnce();
        setTimeout(() => this.#open(), PAUSE + Math.random() * JITTER);
    }

    /** Says why there are no events. If all places for events are taken, the state comes in this way, a little slower. */
    async #askOnce() {
        try {
            const response = await fetch("/status", { cache: "no-store", signal: AbortSignal.timeout(SILENCE) });
            if (response.ok) {
                this.#take(await response.text());
            } else {
                this.#lose(`the server answers ${response.status}`);
            }
        } catch {
            this.#lose("");
        }
    }

    #take(text) {
        let state;
        try {
            state = JSON.parse(text);
        } catch {
            this.#lose("what came could not be read");
            return;
        }
        this.#last = performance.now();
        this.#lostSince = null;
        this.#onState(state);
    }

    #lose(reason) {
        this.#lostSince ??= new Date();
        this.#onLoss(reason);
    }

    /** A process that is stopped, or a network that is gone, says nothing. */
    #check() {
        const silent = performance.now() - Math.max(this.#last, this.#begun);
        if (silent > SILENCE) {
            this.#lose("");
        }
        if (this.#source !== null && performance.now() - Math.max(this.#last, this.#opened) > PATIENCE) {
            this.#openAgain();
        }
    }
}
