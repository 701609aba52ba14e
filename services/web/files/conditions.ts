/*
    conditions.ts -- Conditions: what a request says about the state and the part of the document that it wants
    (RFC 9110 §13.1, §14.2, spec web.md §16.4, §16.5).

    The fields are read for each request before anything else is done with it, since a malformed one is an error whoever serves
    the request. Most requests have none of them, and then there is no object.
*/

import { parseHttpDate } from '../../../fiber/index.js'
import {
    type EntityTags,
    type Fields,
    fieldSet,
    hasEntityTag,
    parseEntityTag,
    parseEntityTags,
    parseRanges,
    type RangeSpec,
} from '../../http/index.js'

/** A field that is malformed: the error that it is. */
export type ConditionFault = 'WEB_BAD_MATCH' | 'WEB_BAD_NONE_MATCH' | 'WEB_BAD_RANGE'

/** What conditions look at. */
export interface Validators {
    /** Entity tag without quotes. */
    readonly etag: string
    /** Time of the last change, whole seconds since 1970. */
    readonly modified: number
}

/** The conditions and ranges of one request. Times are milliseconds since 1970; null: no such field, or no date. */
export class Conditions {
    /** If-Match; null: no such field. */
    match: EntityTags | null = null
    /** If-None-Match; null: no such field. */
    noneMatch: EntityTags | null = null
    /** If-Modified-Since. */
    modifiedSince: number | null = null
    /** If-Unmodified-Since. */
    unmodifiedSince: number | null = null
    /** Range; null: no such field, or it was dropped. */
    ranges: readonly RangeSpec[] | null = null
    /** There is an If-Range. */
    hasIfRange = false
    /** The tag of it; null: it is none. */
    rangeTag: string | null = null
    /** The date of it. */
    rangeDate: number | null = null
    /** Cache-Control asks for a whole response in any case (RFC 9111 §5.2.1.4). */
    reload = false

    /** Whether the client has the document as it is, so that a GET or HEAD is answered with 304. */
    isUnchanged({ etag, modified }: Validators): boolean {
        if (this.reload) {
            return false
        }
        if (this.noneMatch !== null) {
            // RFC 9110 §13.2.2: If-Modified-Since is ignored then
            return hasEntityTag(this.noneMatch, etag)
        }
        return this.modifiedSince !== null && modified * 1000 <= this.modifiedSince
    }

    /** Whether a PUT or DELETE may change a document that is as `validators` say. Each condition must hold (spec web.md §16.4). */
    permitsChange({ etag, modified }: Validators): boolean {
        return (
            (this.match === null || hasEntityTag(this.match, etag)) &&
            (this.unmodifiedSince === null || modified * 1000 <= this.unmodifiedSince)
        )
    }

    /** The request is conditional for a PUT or DELETE. */
    get guardsChange(): boolean {
        return this.match !== null || this.unmodifiedSince !== null
    }

    /** Which ranges are wanted; null: the whole document. */
    rangesOf({ etag, modified }: Validators): readonly RangeSpec[] | null {
        if (this.ranges !== null && this.hasIfRange) {
            const holds =
                this.rangeTag !== null
                    ? this.rangeTag === etag
                    : this.rangeDate !== null && modified * 1000 <= this.rangeDate
            return holds ? this.ranges : null
        }
        return this.ranges
    }
}

/** Most requests have none of them. */
const CONDITIONAL = fieldSet('range', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since')

/** Reads the conditions of a request; null: it has none. Text: one is malformed, and the request is to be refused. */
export function readConditions(fields: Fields): Conditions | ConditionFault | null {
    if (!fields.mayHave(CONDITIONAL)) {
        return null
    }
    const range = fields.find('range', 0)
    const noneMatch = fields.find('if-none-match', 0)
    const modifiedSince = fields.get('if-modified-since')
    const match = fields.find('if-match', 0)
    const unmodifiedSince = fields.get('if-unmodified-since')
    if (range < 0 && noneMatch < 0 && modifiedSince === undefined && match < 0 && unmodifiedSince === undefined) {
        return null
    }
    const conditions = new Conditions()
    if (match >= 0) {
        conditions.match = parseEntityTags(joined(fields, 'if-match'))
        if (conditions.match === null) {
            return 'WEB_BAD_MATCH'
        }
    }
    if (noneMatch >= 0) {
        conditions.noneMatch = parseEntityTags(joined(fields, 'if-none-match'))
        if (conditions.noneMatch === null) {
            return 'WEB_BAD_NONE_MATCH'
        }
    }
    if (range >= 0) {
        // Twice: which one is meant nobody can know.
        conditions.ranges = fields.find('range', range + 1) < 0 ? parseRanges(fields.value(range)) : null
        if (conditions.ranges === null) {
            return 'WEB_BAD_RANGE'
        }
        const ifRange = fields.get('if-range')
        if (ifRange !== undefined) {
            conditions.hasIfRange = true
            conditions.rangeTag = parseEntityTag(ifRange)
            conditions.rangeDate = parseHttpDate(ifRange)
        }
    }
    conditions.modifiedSince = dateOf(modifiedSince)
    conditions.unmodifiedSince = dateOf(unmodifiedSince)
    conditions.reload = /(?:^|,)\s*no-cache\s*(?:,|$)/.test(fields.get('cache-control') ?? '')
    return conditions
}

/** The values of all fields of a name as one list (RFC 9110 §5.3). */
function joined(fields: Fields, name: string): string {
    return fields.getAll(name).join(', ')
}

/** Dates that cannot be read are ignored (spec web.md §8.2). */
function dateOf(value: string | undefined): number | null {
    return value === undefined ? null : parseHttpDate(value)
}
