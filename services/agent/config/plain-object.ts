/*
    plain-object.ts -- A configuration as plain values.
*/

/** An object of a configuration, as JSON has it. */
export type PlainObject = Record<string, unknown>

/** Whether a value is such an object. */
export function isPlainObject(value: unknown): value is PlainObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
}
