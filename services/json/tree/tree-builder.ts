/*
    tree-builder.ts -- Nodes from what the parser reads.
*/

import { JSON_ARRAY, JSON_OBJECT, JSON_PRIMITIVE, JSON_REGEXP, JSON_STRING } from '../constants.js'
import type { JsonReceiver } from '../receiver.js'
import { syntaxError } from '../syntax-error.js'
import { JsonNode } from './node.js'

/** Builds the nodes of a text, in pre-order and in no tree. */
export class TreeBuilder implements JsonReceiver {
    readonly nodes: JsonNode[] = []

    readonly #text: string
    readonly #path: string | undefined
    readonly #limit: number
    #parent: JsonNode | null = null

    /** `limit`: nodes at most; more are a syntax error. */
    constructor(text: string, path: string | undefined, limit: number) {
        this.#text = text
        this.#path = path
        this.#limit = limit
    }

    open(name: string | null, isArray: boolean, at: number): void {
        const node = new JsonNode(name, null, isArray ? JSON_ARRAY : JSON_OBJECT)
        // Its place, until it is closed: from that comes its size.
        node.at = this.nodes.length
        this.#add(node, at)
        this.#parent = node
    }

    close(): void {
        const node = this.#parent!
        node.size = this.nodes.length - node.at
        this.#parent = node.parent
    }

    string(name: string | null, value: string, at: number): void {
        this.#add(new JsonNode(name, value, JSON_STRING), at)
    }

    primitive(name: string | null, start: number, end: number): void {
        this.#add(new JsonNode(name, this.#text.slice(start, end), JSON_PRIMITIVE), start)
    }

    regexp(name: string | null, start: number, end: number): void {
        this.#add(new JsonNode(name, this.#text.slice(start, end), JSON_REGEXP), start)
    }

    #add(node: JsonNode, at: number): void {
        if (this.nodes.length >= this.#limit) {
            const wanted = `at most ${this.#limit} elements`
            throw syntaxError('JSON_TOO_MANY_NODES', this.#text, at, wanted, this.#path)
        }
        const parent = this.#parent
        node.parent = parent
        if (parent !== null) {
            parent.count++
        }
        this.nodes.push(node)
    }
}
