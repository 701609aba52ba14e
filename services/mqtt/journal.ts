/*
    journal.ts -- Journal: where a session notes what must survive.
*/

/** Notes changes of a session. */
export interface Journal {
    /** Notes a change. `record` makes its bytes, if anybody wants them. */
    add(record: () => Buffer): void
    /** Calls `done` when all that was added is safe, or with what prevents that; at once, if nothing is kept. In order. */
    commit(done: (error: Error | null) => void): void
}

/** A session that lives as long as its process. */
export const noJournal: Journal = {
    add() {},
    commit(done) {
        done(null)
    },
}
