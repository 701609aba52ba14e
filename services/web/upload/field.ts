/*
    field.ts -- Field: a part of a multipart body that is no file, while it is read.
*/

import { decoded } from '../body/index.js'
import { WebError } from '../errors.js'
import { mediaTypeOf } from '../media-type.js'
import type { PartHead } from './part-head.js'

/** Bytes of a value with the boundary behind it (spec web.md §14). */
const MOST = 65536

/** Collects the value of a variable. */
export class Field {
    readonly name: string
    readonly #isEncoded: boolean
    readonly #most: number
    #parts: Buffer[] = []
    #length = 0

    /** `delimiter`: bytes of the boundary with what stands before it. */
    constructor({ name, contentType }: PartHead, delimiter: number) {
        this.name = name!
        this.#isEncoded = contentType !== null && mediaTypeOf(contentType) === 'application/x-www-form-urlencoded'
        this.#most = MOST - delimiter
    }

    /** Bytes of the value so far. */
    get length(): number {
        return this.#length
    }

    /** Adds bytes, which are copied. Throws `WEB_UPLOAD_VALUE_TOO_BIG`. */
    write(bytes: Buffer): void {
        this.#length += bytes.length
        if (this.#length > this.#most) {
            throw new WebError('WEB_UPLOAD_VALUE_TOO_BIG')
        }
        this.#parts.push(Buffer.from(bytes))
    }

    /** The value as text; bytes that are no UTF-8 become U+FFFD. */
    get value(): string {
        const text = Buffer.concat(this.#parts).toString()
        return this.#isEncoded ? decoded(text) : text
    }
}
