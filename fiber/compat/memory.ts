/*
    memory.ts -- Memory functions. JavaScript collects garbage; they remain so that ported lines run. Source: spec runtime.md §21.
*/

import { bytesOf, wholeOf } from './arguments.js'
import type { Nullable, Pointer } from './null.js'

/** Cause for the memory handler: something is wrong, and goes on. */
export const R_MEM_WARNING = 1
/** Cause: a limit is reached. */
export const R_MEM_LIMIT = 2
/** Cause: the system gives none. */
export const R_MEM_FAIL = 4
/** Cause: the block is larger than any may be. */
export const R_MEM_TOO_BIG = 8
/** Cause: the stack of a fiber. Does not happen here. */
export const R_MEM_STACK = 16

/** Told of memory that cannot be had: `cause` is an `R_MEM_*` constant, `size` in bytes. */
export type RMemProc = (cause: number, size: number) => void

/** What a type may be for `rAllocType`: a class, or nothing. */
export type RType<T> = (new () => T) | null | undefined | 0

/** The largest block that is given, bytes; what is larger is the caller's mistake. */
const largest = 2 ** 31 - 1

let handler: RMemProc | null = null

/** Sets who is told when memory cannot be had; null: nobody, and `rAllocException` throws. */
export function rSetMemHandler(fn: Pointer<RMemProc>): void {
    handler = typeof fn === 'function' ? fn : null
}

/** Calls the memory handler. Without one C ends the process; here a `RangeError` is thrown. */
export function rAllocException(cause: number, size: number): void {
    if (handler === null) {
        throw new RangeError(`Cannot allocate memory: ${wholeOf(size)} bytes, cause ${wholeOf(cause)}`)
    }
    handler(cause, size)
}

/** Zero-filled memory of `size` bytes (at least 1). Above 2 GB: `rAllocException`, and 1 byte if that returns. */
export function rAlloc(size: number): Buffer {
    const bytes = Math.max(wholeOf(size), 1)
    if (bytes > largest) {
        rAllocException(R_MEM_TOO_BIG, bytes)
        return Buffer.alloc(1)
    }
    return Buffer.alloc(bytes)
}

/** The same as `rAlloc`. */
export function rAllocMem(size: number): Buffer {
    return rAlloc(size)
}

/** An object of a class, or an empty one. */
export function rAllocType<T extends object = Record<string, unknown>>(type?: RType<T>): T {
    return isClass(type) ? new type() : ({} as T)
}

/** Whether `new` can be applied; nothing of it runs. */
function isClass<T>(type: RType<T>): type is new () => T {
    try {
        Reflect.construct(Object, [], type as unknown as () => void)
        return true
    } catch {
        return false
    }
}

/** New memory of `size` bytes with the old content. */
export function rRealloc(mem: Pointer<Uint8Array>, size: number): Buffer {
    const next = rAlloc(size)
    next.set(part(mem, next.length))
    return next
}

/** The same as `rRealloc`. */
export function rReallocMem(mem: Pointer<Uint8Array>, size: number): Buffer {
    return rRealloc(mem, size)
}

/** Does nothing: memory is collected. */
export function rFree(_mem: unknown): void {}

/** Does nothing: memory is collected. */
export function rFreeMem(_mem: unknown): void {}

/** Compares the first `n` bytes of `a` with the first `m` of `b`: below 0, 0 or above 0. What is shorter is less. */
export function rMemcmp(a: Pointer<Uint8Array>, n: number, b: Pointer<Uint8Array>, m: number): number {
    return Buffer.compare(part(a, n), part(b, m))
}

/** Copies `n` bytes from `src`, which may overlap `dest`. Gives `n`, or 0 if `n` is above `max` or an argument is NULL. */
export function rMemcpy(dest: Pointer<Uint8Array>, max: number, src: Pointer<Uint8Array | string>, n: number): number {
    const count = wholeOf(n)
    const bytes = bytesOf(src)
    if (!(dest instanceof Uint8Array) || bytes === null || count <= 0) {
        return 0
    }
    if (count > wholeOf(max) || count > dest.length) {
        handler?.(R_MEM_WARNING, count)
        return 0
    }
    const piece = bytes.subarray(0, count)
    dest.set(piece)
    return piece.length
}

/** A copy of the first `n` bytes; null for NULL. */
export function rMemdup(mem: Pointer<Uint8Array>, n: number): Nullable<Buffer> {
    return mem instanceof Uint8Array ? Buffer.from(part(mem, n)) : null
}

function part(mem: Pointer<Uint8Array>, n: number): Uint8Array {
    return mem instanceof Uint8Array ? mem.subarray(0, Math.max(wholeOf(n), 0)) : new Uint8Array(0)
}
