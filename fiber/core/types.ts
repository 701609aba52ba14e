/*
    types.ts -- The types of fiber code.

    `Suspend` and `Resume` are branded with symbols that nobody can name, so nothing but an operation of this runtime can be
    yielded: `yield 5`, `yield sock.read(buf)` and `yield* [1, 2]` do not compile in a function that returns `Fiber<T>`.
*/

declare const suspendBrand: unique symbol
declare const resumeBrand: unique symbol

/** What an operation hands to the scheduler when it suspends its fiber. Opaque: only operations make it. */
export interface Suspend {
    readonly [suspendBrand]: never
}

/** What the scheduler hands to an operation when its fiber goes on. Opaque: only the scheduler makes it. */
export interface Resume {
    readonly [resumeBrand]: never
}

/** What a fiber function returns: `function* work(): Fiber<number> {...}`. Call it with `yield*`, or give it to `spawn`. */
export type Fiber<T = void> = Generator<Suspend, T, Resume>

/**
 * A leaf operation such as `sleep(10)` or `channel.receive()`. Use it where it is made, once, under `yield*`.
 *
 * It must be declared with the built-in `Iterator`: a home-made iterator type turns every `yield*` result into `any`.
 */
export interface Op<out T> {
    [Symbol.iterator](): Iterator<Suspend, T, Resume>
}

/** Anything that may stand to the right of `yield*`: an operation or a call of a fiber function. */
export type Blocking<T> = Op<T> | Fiber<T>

/** A function whose call may stand to the right of `yield*`. */
export type FiberFunction<A extends unknown[] = unknown[], T = unknown> = (...args: A) => Blocking<T>

/** The result of one move of an operation: `SUSPEND`, or `{done: true, value}`. */
export type Move<T> = IteratorResult<Suspend, T>

/**
 * The iterator side of an operation or generator: the moves that the runtime makes.
 *
 * | move | meaning | answer |
 * |---|---|---|
 * | `next(undefined)` | begin | ready: `{done: true, value}`; else register with the source and answer `SUSPEND` |
 * | `next(RESUME)` | the fiber was woken | ready: value or throw; a spurious wake: `SUSPEND` again |
 * | `next(PROBE)` | backtrace | capture a stack, change nothing, `SUSPEND` |
 * | `throw(PROBE)` | the debugger looks at the chain | change nothing, `SUSPEND` |
 * | `return()` | cancelled | unregister; nothing of the operation stays behind |
 */
export interface Step {
    /** Begins with undefined, goes on with `RESUME`, answers `PROBE`. */
    next(move?: unknown): Move<unknown>
    /** Gives up: what was registered is taken back, `finally` blocks run. */
    return(value?: unknown): Move<unknown>
    /** Answers `PROBE`; throws anything else. */
    throw(error?: unknown): Move<unknown>
}
