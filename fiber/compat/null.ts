/*
    null.ts -- NULL in ported code: `null`, `undefined`, or the `0` that C code commonly writes. Source: spec runtime.md §1.2.
*/

/** What stands for a C NULL. */
export type Pointer<T> = T | null | undefined | 0

/** What a function gives back that may return NULL in C. */
export type Nullable<T> = T | null

/** Whether a value stands for NULL. Not for numbers that may be zero. */
export function isNull(value: unknown): value is null | undefined | 0 {
    return value === null || value === undefined || value === 0
}
