/*
    document-cache.ts -- Documents in memory, by key, within a limit of bytes.

    What is dropped when there is no more room: a hand goes around the documents in the order of their coming, oldest first,
    drops the first that nobody asked for since it last passed, and forgives the others once (the SIEVE algorithm). A hit
    then sets one field, where a least-recently-used list would move an entry; and a crawler that asks for everything once
    does not push out what everybody asks for.
*/

import type { Document } from './document.js'

/** A bounded set of documents. */
export class DocumentCache {
    /** Bytes of all documents. */
    weight = 0
    readonly #limit: number
    /** In the order of their coming. */
    readonly #documents = new Map<string, Document>()
    /** Where the hand is; null: before the oldest. */
    #hand: Iterator<Document> | null = null

    /** `limit` in bytes; 0: nothing is kept. */
    constructor(limit: number) {
        this.#limit = limit
    }

    /** The document for a key; undefined: not here. */
    get(key: string): Document | undefined {
        const document = this.#documents.get(key)
        if (document !== undefined) {
            document.visited = true
        }
        return document
    }

    /** Puts a document in, in place of an older one for its key, and drops others for it if need be. */
    set(document: Document): void {
        this.delete(document.key)
        if (document.weight > this.#limit) {
            return
        }
        this.#documents.set(document.key, document)
        this.weight += document.weight
        while (this.weight > this.#limit) {
            this.#dropOne(document)
        }
    }

    delete(key: string): void {
        const document = this.#documents.get(key)
        if (document !== undefined) {
            this.weight -= document.weight
            this.#documents.delete(key)
        }
    }

    clear(): void {
        this.#documents.clear()
        this.#hand = null
        this.weight = 0
    }

    /** Drops one, but not `kept`. There must be another. */
    #dropOne(kept: Document): void {
        for (;;) {
            // An iterator of a Map goes on correctly while entries are added and deleted.
            this.#hand ??= this.#documents.values()
            const { value, done } = this.#hand.next()
            if (done) {
                this.#hand = null
            } else if (value === kept) {
                // The newest: the hand is at the end.
                this.#hand = null
            } else if (value.visited) {
                value.visited = false
            } else {
                this.delete(value.key)
                return
            }
        }
    }
}
