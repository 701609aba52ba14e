/*
    text-of.ts -- Anything as text, for messages about it.
*/

/** The message of an error, or the value as text, even if `String` refuses it. */
export function textOf(value: unknown): string {
    if (value instanceof Error) {
        return value.message
    }
    try {
        return String(value)
    } catch {
        return Object.prototype.toString.call(value)
    }
}
