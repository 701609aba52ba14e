/*
    work.ts -- A piece of work for a worker thread, and what goes to and fro.
*/

/** What is sent to a worker. */
export interface WorkRequest {
    readonly name: string
    /** The function as an expression, or the module that exports it. */
    readonly source?: string
    readonly module?: string
    readonly args: readonly unknown[]
}

/** What comes back. */
export interface WorkAnswer {
    readonly ok: boolean
    /** The result, or what was thrown. */
    readonly value: unknown
    /** Of an error that was thrown: what its copy lacks. */
    readonly properties?: Readonly<Record<string, unknown>>
}

/** One piece of work. Either `settle` or `crashed` is called, once; neither after `abandon`. */
export interface Work {
    readonly request: WorkRequest
    settle(answer: WorkAnswer): void
    /** The thread has ended before the work. */
    crashed(cause: unknown): void
}
