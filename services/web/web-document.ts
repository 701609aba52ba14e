/*
    web-document.ts -- WebDocument: the part of `Web` with what documents need: conditions, ranges, sending files (spec web.md §16).

    Handlers that answer with something that has an entity tag or a date may use the conditions of the request too.
*/

import type { Fiber, File } from '../../fiber/index.js'
import { type Conditions, sendFile } from './files/index.js'
import { WebIdentity } from './web-identity.js'

/** A range of a document as it is asked for. */
export interface WebRange {
    /** First byte; negative: so many from the end. */
    readonly start: number
    /** The byte behind the last; -1: through the end. */
    readonly end: number
    /** Bytes; -1: it depends on the document. */
    readonly len: number
    /** The next range; null: there is none. */
    readonly next: WebRange | null
}

/** What a request wants of a document. */
export abstract class WebDocument extends WebIdentity {
    /** The file of a PUT was there before. */
    exists = false
    /** @internal Conditions and ranges of the request; null: it has none. */
    conditions: Conditions | null = null

    /** @internal */
    override end(): void {
        super.end()
        this.exists = false
        this.conditions = null
    }

    /** Tags of If-Match and If-None-Match, without quotes and weakness; `*` as it is. Empty: none. */
    get etags(): readonly string[] {
        const { match, noneMatch } = this.conditions ?? {}
        return [...(match ?? []), ...(noneMatch ?? [])]
    }

    /** There is an If-Match. */
    get ifMatchPresent(): boolean {
        return this.conditions !== null && this.conditions.match !== null
    }

    /** There is an If-None-Match. */
    get ifNoneMatch(): boolean {
        return this.conditions !== null && this.conditions.noneMatch !== null
    }

    /** There is an If-Modified-Since with a date. */
    get ifModified(): boolean {
        return this.conditions !== null && this.conditions.modifiedSince !== null
    }

    /** There is an If-Unmodified-Since with a date. */
    get ifUnmodified(): boolean {
        return this.conditions !== null && this.conditions.unmodifiedSince !== null
    }

    /** There is an If-Range beside a Range. */
    get ifRange(): boolean {
        return this.conditions?.hasIfRange ?? false
    }

    /** The tag of If-Range; null: there is none. */
    get ifMatch(): string | null {
        return this.conditions?.rangeTag ?? null
    }

    /** Date of If-Modified-Since, seconds since 1970; 0: none. */
    get since(): number {
        return (this.conditions?.modifiedSince ?? 0) / 1000
    }

    /** Date of If-Unmodified-Since, seconds since 1970; 0: none. */
    get unmodifiedSince(): number {
        return (this.conditions?.unmodifiedSince ?? 0) / 1000
    }

    /** The first of the ranges that are asked for; null: none are. */
    get ranges(): WebRange | null {
        const specs = this.conditions?.ranges ?? []
        return specs.reduceRight<WebRange | null>((next, { first, last }) => {
            const end = last === Infinity ? -1 : last + 1
            return { start: first, end, len: first < 0 ? -first : end < 0 ? -1 : end - first, next }
        }, null)
    }

    /** Forgets the ranges: what is sent is the whole. */
    freeRanges(): void {
        if (this.conditions !== null) {
            this.conditions.ranges = null
        }
    }

    /** Whether If-Match or If-None-Match list an entity tag, given without quotes; `*` lists any. */
    matchEtag(etag: string): boolean {
        const { etags } = this
        return etags.includes('*') || etags.includes(etag)
    }

    /**
     * Whether the condition about the time holds for something that was changed at `modified`, seconds since 1970: it was changed
     * since If-Modified-Since, or else was not since If-Unmodified-Since. True without either.
     */
    matchModified(modified: number): boolean {
        if (this.ifModified) {
            return modified > this.since
        }
        return !this.ifUnmodified || modified <= this.unmodifiedSince
    }

    /**
     * Whether the client has what is at the path as it is, and is to be answered with 304: a GET or HEAD whose If-None-Match lists
     * the tag, or that without one has an If-Modified-Since not before `modified` (seconds since 1970).
     */
    contentNotModified(etag: string, modified: number): boolean {
        return (this.get || this.head) && this.conditions !== null && this.conditions.isUnchanged({ etag, modified })
    }

    /**
     * Sends `length` bytes of an open file from `offset`, with the head in front of them if it is not out. Waits while the client
     * takes less than is sent. Returns how many bytes were sent; fewer than `length`: the file is shorter or cannot be read, and the
     * response is an error 404, or broken off (spec web.md §16.9).
     */
    sendFile(file: File, offset: number, length: number): Fiber<number> {
        return sendFile(this, file, offset, length)
    }
}
