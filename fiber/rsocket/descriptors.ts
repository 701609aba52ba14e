/*
    descriptors.ts -- Descriptors of sockets: numbers that Node does not show. They are made up, and found again by them.
*/

/** Above all that the system gives, so that one which is handed to a function of files is refused there. */
const first = 2 ** 20

/** What has a descriptor: a socket that is open. */
interface Described {
    free(): void
}

const open = new Map<number, Described>()
let last = first

/** A new descriptor. */
export function newDescriptor(owner: Described): number {
    last++
    open.set(last, owner)
    return last
}

/** Who has a descriptor. */
export function ownerOf(fd: number): unknown {
    return open.get(fd) ?? null
}

/** The descriptor is no longer in use. */
export function dropDescriptor(fd: number): void {
    open.delete(fd)
}

/** All that are open. */
export function openDescriptors(): Described[] {
    return [...open.values()]
}
