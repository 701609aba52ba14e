/*
    name-index.ts -- The children of a large object by name. Of several with one name, the first is found.
*/

import type { JsonNode } from './node.js'

/** @internal */
export class NameIndex {
    readonly #first = new Map<string, JsonNode>()
    #hasRepeated = false

    get(name: string): JsonNode | undefined {
        return this.#first.get(name)
    }

    /** Notes a child behind those that are noted. */
    add(node: JsonNode): void {
        const name = node.name ?? ''
        if (this.#first.has(name)) {
            this.#hasRepeated = true
        } else {
            this.#first.set(name, node)
        }
    }

    /** Forgets a child. False if the index is of no use any more: which child of that name is the next one is not known. */
    remove(node: JsonNode): boolean {
        const name = node.name ?? ''
        if (this.#first.get(name) !== node) {
            return true
        }
        this.#first.delete(name)
        return !this.#hasRepeated
    }
}
