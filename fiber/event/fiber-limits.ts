/*
    fiber-limits.ts -- Limits and statistics of fibers, and the sizes of stacks that JavaScript does not have.
    Source: spec runtime.md §3.7, §3.8.
*/

import { type Pointer, placeOf, R_ERR_BAD_ARGS, type Ref, report, wholeOf } from '../compat/index.js'
import { fiberLimit, setFiberLimit, statistics } from '../core/index.js'

/** Sizes of stacks in the C build, bytes: first, smallest and largest one, how much it grows by, above which it is cut back. */
export const ME_FIBER_DEFAULT_STACK = 64 * 1024
export const ME_FIBER_MIN_STACK = 8 * 1024
export const ME_FIBER_MAX_STACK = 8 * 1024 * 1024
export const ME_FIBER_STACK_GROW_SIZE = 16 * 1024
export const ME_FIBER_STACK_RESET_LIMIT = 64 * 1024
/** Fibers that C keeps for reuse, at least and at most. */
export const ME_FIBER_POOL_MIN = 1
export const ME_FIBER_POOL_LIMIT = 8
/** How often C looks for idle fibers, and which it drops, milliseconds. */
export const ME_FIBER_PRUNE_INTERVAL = 60_000
export const ME_FIBER_IDLE_TIMEOUT = 60_000

const page = 4096
const pool = { min: ME_FIBER_POOL_MIN, max: ME_FIBER_POOL_LIMIT }
const stack = {
    initial: ME_FIBER_DEFAULT_STACK,
    max: ME_FIBER_MAX_STACK,
    grow: ME_FIBER_STACK_GROW_SIZE,
    reset: ME_FIBER_STACK_RESET_LIMIT,
}

function put(out: Pointer<Ref<number>>, value: number): void {
    const place = placeOf(out)
    if (place !== null) {
        place.value = value
    }
}

/**
 * Sets how many fibers may live at a time (0: no limit) and gives the former limit; `R_ERR_BAD_ARGS` for a negative number. The
 * limit counts the fibers of both faces. The pool sizes are stored and have no effect.
 */
export function rSetFiberLimits(max: number, poolMin: number, poolMax: number): number {
    const [limit, least, most] = [wholeOf(max, -1), wholeOf(poolMin, -1), wholeOf(poolMax, -1)]
    if (limit < 0 || least < 0 || most < 0) {
        return R_ERR_BAD_ARGS
    }
    pool.min = least
    pool.max = limit > 0 ? Math.min(most, limit) : most
    return setFiberLimit(limit)
}

/** Fills the given references. There is no pool: `pooled` and `hits` are 0, `misses` counts the fibers made so far. */
export function rGetFiberStats(
    active: Pointer<Ref<number>> = null,
    max: Pointer<Ref<number>> = null,
    pooled: Pointer<Ref<number>> = null,
    poolMax: Pointer<Ref<number>> = null,
    poolMin: Pointer<Ref<number>> = null,
    hits: Pointer<Ref<number>> = null,
    misses: Pointer<Ref<number>> = null,
): void {
    const { live, spawned } = statistics()
    put(active, live)
    put(max, fiberLimit())
    put(pooled, 0)
    put(poolMax, pool.max)
    put(poolMin, pool.min)
    put(hits, 0)
    put(misses, spawned)
}

/** The stored size of stacks, bytes. Generators have no stack to size. */
export function rGetFiberStackSize(): number {
    return stack.initial
}

/** Stores the size of stacks, rounded up to 4096. Below 8192 an error is logged and 8192 stored. No effect. */
export function rSetFiberStackSize(size: number): void {
    const wanted = wholeOf(size)
    if (wanted < ME_FIBER_MIN_STACK) {
        report(
            'error',
            'runtime',
            `Cannot set the stack size of fibers: ${wanted}, wanted ${ME_FIBER_MIN_STACK} or more`,
        )
    }
    stack.initial = round(wanted, ME_FIBER_MIN_STACK)
}

/** Stores the limits of stacks, bytes; 0 leaves one unchanged. Gives 0. No effect. */
export function rSetFiberStackLimits(initial: number, max: number, grow: number, reset: number): number {
    const [first, most, step, limit] = [wholeOf(initial), wholeOf(max), wholeOf(grow), wholeOf(reset)]
    stack.initial = first > 0 ? round(first, ME_FIBER_MIN_STACK) : stack.initial
    stack.max = round(most > 0 ? most : stack.max, stack.initial)
    stack.grow = step > 0 ? round(step, page) : stack.grow
    stack.reset = limit > 0 ? round(limit, page) : stack.reset
    return 0
}

/** Fills the given references with the stored limits of stacks. */
export function rGetFiberStackLimits(
    initial: Pointer<Ref<number>> = null,
    max: Pointer<Ref<number>> = null,
    grow: Pointer<Ref<number>> = null,
    reset: Pointer<Ref<number>> = null,
): void {
    put(initial, stack.initial)
    put(max, stack.max)
    put(grow, stack.grow)
    put(reset, stack.reset)
}

function round(size: number, least: number): number {
    return Math.min(Math.ceil(Math.max(size, least) / page) * page, Number.MAX_SAFE_INTEGER)
}
