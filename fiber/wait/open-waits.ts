/*
    open-waits.ts -- The wait objects that are not freed: one for each descriptor, and all to be freed when the runtime ends.
*/

/** What is kept here: a wait object. */
interface OpenWait {
    /** What it waits on. */
    readonly target: unknown
    free(): void
}

const open = new Set<OpenWait>()
const byTarget = new Map<unknown, OpenWait>()

/** Paths and negative numbers are no descriptors: any number of waits may have them. */
function isDescriptor(target: unknown): boolean {
    return typeof target === 'number' ? target >= 0 : typeof target === 'object' && target !== null
}

/** Notes a new one. It takes the place of an older one of the same descriptor, which is freed (spec runtime.md §7.2). */
export function registerWait(wait: OpenWait): void {
    if (isDescriptor(wait.target)) {
        byTarget.get(wait.target)?.free()
        byTarget.set(wait.target, wait)
    }
    open.add(wait)
}

/** Forgets one that is freed. */
export function forgetWait(wait: OpenWait): void {
    open.delete(wait)
    if (byTarget.get(wait.target) === wait) {
        byTarget.delete(wait.target)
    }
}

/** How many are open. */
export function countWaits(): number {
    return open.size
}

/** Frees all. */
export function freeWaits(): void {
    for (const wait of [...open]) {
        wait.free()
    }
}
