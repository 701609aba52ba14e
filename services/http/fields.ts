/*
    fields.ts -- The header fields (or trailer fields) of one message.

    The parser stores offsets only. When the block is complete it is decoded into one latin1 string, and each value that
    somebody asks for is a slice of it: no object per field, and nothing refers to the receive buffer any more.

        text    GET / HTTP/1.1\r\nHost: example.org\r\n\r\n
        marks                     a   b c          d         the name is a to b, the value c to d

    Most questions are about fields that are not there. A set of 32 bits, chosen by length and first letter of the name,
    answers those without looking at the fields.
*/

import { lower } from './chars.js'

/** Offsets per field: start and end of the name, start and end of the value. */
const STRIDE = 4

/** Fields that fit without growing. */
const INITIAL = 16

/** The fields of one message in the order in which they came. Names compare without regard to case. */
export class Fields implements Iterable<[name: string, value: string]> {
    /** How many there are. */
    count = 0
    /** The whole block as it was received, start line included; each byte one character. Empty while incomplete. */
    text = ''

    #marks = new Int32Array(INITIAL * STRIDE)
    #seen = 0

    /** Forget all fields. */
    clear(): void {
        this.count = 0
        this.text = ''
        this.#seen = 0
    }

    /**
     * Add one field; the parser calls this.
     *
     * @param first - the first byte of the name; the other arguments are offsets in the block
     */
    add(first: number, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
        const at = this.count * STRIDE
        if (at === this.#marks.length) {
            const marks = new Int32Array(at * 2)
            marks.set(this.#marks)
            this.#marks = marks
        }
        const marks = this.#marks
        marks[at] = nameStart
        marks[at + 1] = nameEnd
        marks[at + 2] = valueStart
        marks[at + 3] = valueEnd
        this.count++
        this.#seen |= 1 << bucket(nameEnd - nameStart, first)
    }

    /** The first value of the field `name`, blanks at both ends removed; `undefined` when there is no such field. */
    get(name: string): string | undefined {
        const index = this.find(name, 0)
        return index < 0 ? undefined : this.value(index)
    }

    /** Whether there is a field `name`. */
    has(name: string): boolean {
        return this.find(name, 0) >= 0
    }

    /** Whether there may be a field whose name is in a set (`fieldSet`): false means that there is none. */
    mayHave(set: number): boolean {
        return (this.#seen & set) !== 0
    }

    /** All values of the field `name`, one per line received; empty when there is none. */
    getAll(name: string): string[] {
        const values: string[] = []
        for (let index = this.find(name, 0); index >= 0; index = this.find(name, index + 1)) {
            values.push(this.value(index))
        }
        return values
    }

    /** The index of the first field `name` at or after the index `from`, or -1. */
    find(name: string, from: number): number {
        const length = name.length
        // An empty name has NaN for its first byte, which becomes 0: it finds nothing, since no field name is empty.
        if ((this.#seen & (1 << bucket(length, name.charCodeAt(0)))) === 0) {
            return -1
        }
        const marks = this.#marks
        for (let index = from; index < this.count; index++) {
            const start = marks[index * STRIDE]!
            if (marks[index * STRIDE + 1]! - start === length && this.#matches(start, name)) {
                return index
            }
        }
        return -1
    }

    /** The name of the field at `index`, in the case that was received. */
    name(index: number): string {
        return this.text.slice(this.#marks[index * STRIDE], this.#marks[index * STRIDE + 1])
    }

    /**
     * The value of the field at `index`; latin1, each byte one character (RFC 9110 §5.5). It may be a slice of `text`: one
     * that is kept for long keeps the whole block in memory.
     */
    value(index: number): string {
        return this.text.slice(this.#marks[index * STRIDE + 2], this.#marks[index * STRIDE + 3])
    }

    /** Name and value of each field, in order. */
    *[Symbol.iterator](): Generator<[name: string, value: string]> {
        for (let index = 0; index < this.count; index++) {
            yield [this.name(index), this.value(index)]
        }
    }

    #matches(start: number, name: string): boolean {
        const text = this.text
        for (let i = 0; i < name.length; i++) {
            if (lower(text.charCodeAt(start + i)) !== lower(name.charCodeAt(i))) {
                return false
            }
        }
        return true
    }
}

/** A set of field names, for `mayHave`. */
export function fieldSet(...names: readonly string[]): number {
    return names.reduce((set, name) => set | (1 << bucket(name.length, name.charCodeAt(0))), 0)
}

/** One of 32 by length and first letter; the factors keep the names that a server asks for apart from a browser's. */
function bucket(length: number, first: number): number {
    return ((length * 21) ^ ((first | 32) * 7)) & 31
}
