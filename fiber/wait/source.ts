/*
    source.ts -- What a wait object watches. Node cannot poll any descriptor, so each kind of thing tells by itself what holds.
*/

/** Something that can be waited for. */
export interface WaitSource {
    /** Begins to call `changed` whenever one of its events may have come to hold. Not from inside this call. */
    start(changed: () => void): void
    /** The events of `mask` that hold now. What has happened once, such as the change of a file, holds until it was looked at. */
    look(mask: number): number
    /** Nobody waits any more. Must not throw. */
    stop(): void
}
