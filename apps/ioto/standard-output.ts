/*
    standard-output.ts -- Standard output of commands that print more than fits into a pipe.
*/

import { Event, type Fiber } from '../../fiber/index.js'

/** Writes text or bytes, no faster than they are taken. */
export function* writeOutput(piece: string | Buffer): Fiber<void> {
    if (!process.stdout.write(piece)) {
        const drained = new Event('standard output')
        const wake = (): void => {
            drained.emit()
        }
        process.stdout.once('drain', wake).once('error', wake)
        try {
            // Whoever reads our output sets the pace, so this has no deadline
            yield* drained.wait()
        } finally {
            process.stdout.off('drain', wake).off('error', wake)
        }
    }
}
