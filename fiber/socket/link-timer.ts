/*
    link-timer.ts -- The one timer of a socket.
*/

import { Timer } from '../core/index.js'
import type { Link } from './link.js'

/** The deadline of a link. Moving it to a later time, the usual case, leaves the timer alone: it looks again when it fires. */
export class LinkTimer extends Timer {
    /** The time for which it is set; Infinity: it is not running. */
    at = Infinity
    private readonly link: Link

    constructor(link: Link) {
        super()
        this.link = link
    }

    override fire(): void {
        this.at = Infinity
        this.link.timerFired()
    }
}
