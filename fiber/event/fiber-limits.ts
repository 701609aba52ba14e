/*
    fiber-limits.ts -- Limits and statistics of fibers, and the sizes of stacks that JavaScript does not have.
    Source: spec runtime.md §3.7, §3.8.
*/

import { R_ERR_BAD_ARGS, type Ref } from '../compat/index.js'
import { setFiberLimit, statistics } from '../core/index.js'

const least = 8192
const page = 4096
let limit = 0
const pool = { min: 1, max: 8 }
const stack = { initial: 65536, max: 8388608, grow: 16384, reset: 65536 }

function put(out: Ref<number> | null | undefined, value: number): void {
    if (out) {
        out.value = value
    }
}

/**
 * Sets how many fibers may live at a time (0: no limit) and gives the former limit; `R_ERR_BAD_ARGS` for a negative number. The
 * pool sizes are stored and have no effect.
 */
export function rSetFiberLimits(max: number, poolMin: number, poolMax: number): number {
    if (!(max >= 0 && poolMin >= 0 && poolMax >= 0)) {
        return R_ERR_BAD_ARGS
    }
    const former = limit
    limit = max
    setFiberLimit(max)
    pool.min = poolMin
    pool.max = max > 0 ? Math.min(poolMax, max) : poolMax
    return former
}

/** Fills the given references. There is no pool: `pooled` and `hits` are 0, `misses` counts the fibers made so far. */
export function rGetFiberStats(
    active?: Ref<number> | null,
    max?: Ref<number> | null,
    pooled?: Ref<number> | null,
    poolMax?: Ref<number> | null,
    poolMin?: Ref<number> | null,
    hits?: Ref<number> | null,
    misses?: Ref<number> | null,
): void {
    const { live, spawned } = statistics()
    put(active, live)
    put(max, limit)
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

/** Stores the size of stacks: at least 8192, rounded up to 4096. No effect. */
export function rSetFiberStackSize(size: number): void {
    stack.initial = round(Math.max(size || 0, least))
}

/** Stores the limits of stacks, bytes; 0 leaves one unchanged. Gives 0. No effect. */
export function rSetFiberStackLimits(initial: number, max: number, grow: number, reset: number): number {
    stack.initial = initial > 0 ? round(Math.max(initial, least)) : stack.initial
    stack.max = round(Math.max(max > 0 ? max : stack.max, stack.initial))
    stack.grow = grow > 0 ? round(Math.max(grow, page)) : stack.grow
    stack.reset = reset > 0 ? round(reset) : stack.reset
    return 0
}

/** Fills the given references with the stored limits of stacks. */
export function rGetFiberStackLimits(
    initial?: Ref<number> | null,
    max?: Ref<number> | null,
    grow?: Ref<number> | null,
    reset?: Ref<number> | null,
): void {
    put(initial, stack.initial)
    put(max, stack.max)
    put(grow, stack.grow)
    put(reset, stack.reset)
}

function round(size: number): number {
    return Math.ceil(size / page) * page
}
