/*
    answer.ts -- The child's end of the conversation with the driver (child.ts has the other).
*/

/** Exit status of a child whose driver is gone: not 0, which says that it had nothing left to do. */
const DRIVER_GONE = 3

/** What the driver sends. */
export interface Question {
    readonly id: number
    readonly name: string
    readonly argument: unknown
}

/** What the child sends back; `id` 0 is its greeting. */
export type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string }

/**
 * Greets the driver and answers its questions from then on. The process ends when the driver is gone, so a benchmark that was
 * interrupted leaves nothing behind. Without a driver (started by hand) the greeting is printed and the process runs on.
 *
 * @param greeting the first message: what the driver must know
 * @param answers one function for each question, by name; a throw is answered as an error
 */
export function answer(greeting: unknown, answers: Readonly<Record<string, (argument: unknown) => unknown>>): void {
    const send = process.send?.bind(process)
    if (send === undefined) {
        console.log(JSON.stringify(greeting))
        return
    }
    process.on('disconnect', () => process.exit(DRIVER_GONE))
    process.on('message', ({ id, name, argument }: Question) => {
        const run = async () => answers[name]?.(argument)
        run().then(
            value => send({ id, value } satisfies Reply),
            (error: unknown) => send({ id, error: String(error) } satisfies Reply),
        )
    })
    send({ id: 0, value: greeting } satisfies Reply)
}
