/*
    coded-error.ts -- What the errors of all folders have in common: a stable code, a message, a cause.
*/

/** The base of the error classes. A folder's `errors.ts` lists its codes; docs/reference/errors.md lists those of all. */
export class CodedError<Code extends string> extends Error {
    /** `message` says which action failed, with which values. */
    constructor(
        /** What went wrong: a key of the catalogue. Programs judge by it, never by the message. */
        readonly code: Code,
        message: string,
        options?: ErrorOptions,
    ) {
        super(message, options)
    }
}
