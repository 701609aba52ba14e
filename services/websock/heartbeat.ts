/*
    heartbeat.ts -- Heartbeat: pings at intervals, and whether they are answered.

        ping ---- patience ----> has anything come? ---- rest of the period ----> ping
                                        no: the peer is gone

    A timer of its own and no fiber: pings go out while the application works on a message and reads nothing. Any byte from the
    peer is a sign of life, also one that nobody has read.
*/

import { startTimer, stopTimer, Timer } from '../../fiber/index.js'

/** Whose heart it is. */
export interface Heart {
    /** Bytes received so far; -1: not known, since reading is held back. */
    readonly beats: number
    /** Sends a ping. Returns false when there is nobody to send it to any more. */
    beat(): boolean
    /** A ping was not answered. */
    missed(): void
}

/** The pings of one WebSocket. */
export class Heartbeat extends Timer {
    readonly #heart: Heart
    #period = 0
    #patience = 0
    /** Bytes that had come when the latest ping went out; -1: none is unanswered. */
    #mark = -1

    constructor(heart: Heart) {
        super()
        this.#heart = heart
    }

    /** Begins. `period`, `patience`: milliseconds. */
    begin(period: number, patience: number): void {
        this.end()
        this.#period = period
        this.#patience = Math.min(patience, period)
        startTimer(this, period)
    }

    /** No more pings. */
    end(): void {
        stopTimer(this)
        this.#mark = -1
    }

    override fire(): void {
        const heart = this.#heart
        if (this.#mark >= 0) {
            const isSilent = heart.beats === this.#mark
            this.#mark = -1
            if (isSilent) {
                heart.missed()
                return
            }
            if (this.#patience < this.#period) {
                startTimer(this, this.#period - this.#patience)
                return
            }
        }
        const mark = heart.beats
        if (heart.beat()) {
            this.#mark = mark
            startTimer(this, mark < 0 ? this.#period : this.#patience)
        }
    }
}
