/*
    report.ts -- What the runtime has to say about itself, for the log. Rooms below the log say it here; the C face connects the two.
*/

/** Gets a message of the runtime. `type` and `source` are those of the log. */
export type Reporter = (type: 'error' | 'info' | 'trace' | 'debug', source: string, message: string) => void

const initial: Reporter = (type, source, message) => {
    if (type === 'error') {
        console.error(`${source}: ${message}`)
    }
}

let reporter = initial

/** Tells whoever listens. */
export const report: Reporter = (type, source, message) => {
    reporter(type, source, message)
}

/** Sets who listens; null: errors go to standard error, which is the default. */
export function onReport(next: Reporter | null): void {
    reporter = next ?? initial
}
