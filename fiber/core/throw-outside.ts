/*
    throw-outside.ts -- Errors that belong to no fiber.
*/

/** Throws where nobody of the runtime is disturbed: it becomes an uncaught exception of the process, as Node handles them. */
export function throwOutside(error: unknown): void {
    setImmediate(() => {
        throw error
    })
}
