/*
    dump-on-signal.ts -- `kill -USR2 PID` shows what all fibers are doing. (Node keeps SIGUSR1 for its inspector.)
*/

import { dumpFibers } from '../core/index.js'

/** Writes the dump of all fibers (to standard error by default) at each SIGUSR2. Returns the function that ends this. */
export function dumpOnSignal(write: (text: string) => void = text => console.error(text)): () => void {
    const listener = () => write(dumpFibers())
    process.on('SIGUSR2', listener)
    return () => {
        process.off('SIGUSR2', listener)
    }
}
