/*
    source.ts -- What a wait object watches. Node cannot poll any descriptor, so each kind of thing tells by itself what holds.
*/

/** Who watches a source: a wait object. */
export interface SourceListener {
    /** One of the events of the source may have come to hold. */
    sourceChanged(): void
}

/** Something that can be waited for. */
export interface WaitSource {
    /** Begins to tell `listener`. Not from inside this call. */
    start(listener: SourceListener): void
    /** The events of `mask` that hold now. What has happened once, such as the change of a file, holds until it was looked at. */
    look(mask: number): number
    /** Nobody waits any more. Must not throw. */
    stop(): void
}
