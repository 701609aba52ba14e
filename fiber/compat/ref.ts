/*
    ref.ts -- Out-parameters: `int *out` in C is `Ref<number>` here.
*/

/** A place for a value that a function gives back beside its result. */
export interface Ref<T> {
    /** What the function gave, or the initial value. */
    value: T
}

/** Makes a place for an out-parameter: `const output = ref(''); rRun(command, output)`. */
export function ref<T>(initial: T): Ref<T> {
    return { value: initial }
}
