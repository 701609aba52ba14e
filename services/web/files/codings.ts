/*
    codings.ts -- In which coding a document is sent (spec web.md §16.2). Files are compressed by whoever makes them: `a.js.br` and
    `a.js.gz` lie beside `a.js`.
*/

/** A content coding (RFC 9110 §8.4.1). */
export interface Coding {
    /** A set of codings is a sum of these. */
    readonly bit: number
    /** Value of Content-Encoding; '': the document as it is. */
    readonly name: string
    /** What is appended to the name of the file. */
    readonly suffix: string
    /** What is appended to the entity tag: that of the document must be another (RFC 9110 §8.8.3.3), and numbers may happen to be the same. */
    readonly tag: string
}

/** The document as it is. */
export const plain: Coding = Object.freeze({ bit: 0, name: '', suffix: '', tag: '' })

/** All that is tried, in order: the one that is mostly smaller comes first. */
export const codings: readonly Coding[] = Object.freeze([
    Object.freeze({ bit: 1, name: 'br', suffix: '.br', tag: '-br' }),
    Object.freeze({ bit: 2, name: 'gzip', suffix: '.gz', tag: '-gz' }),
    plain,
])

/** The set of codings that Accept-Encoding names. Qualities are not looked at (spec web.md §16.2). */
export function acceptedCodings(accept: string | null): number {
    return accept === null ? 0 : (accept.includes('br') ? 1 : 0) + (accept.includes('gzip') ? 2 : 0)
}
