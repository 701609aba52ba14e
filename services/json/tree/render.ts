/*
    render.ts -- From a tree to text. Source: spec json.md §13.

    Without recursion, so that any depth can be written. Whether a container goes onto one line is known before it is written: a
    pass from the last node to the first adds up how long each would be. That also makes what C finds by measuring and moving text
    again at each level linear.
*/

import { byteLength } from '../../../fiber/index.js'
import { JSON_BARE, JSON_COMPACT, JSON_DEBUG, JSON_EXPAND, JSON_MULTILINE, JSON_OBJECT } from '../constants.js'
import type { JsonNode } from './node.js'
import { quoteName } from './quote.js'
import { type LayoutOptions, layoutOf } from './render-settings.js'
import { checkLength } from './text-limit.js'
import type { Tree } from './tree.js'
import { leafText } from './value-text.js'

/** C counts four columns a level when it looks whether a container fits, whatever the indent. */
const COLUMNS = 4

/** A container that is being written. */
interface Open {
    readonly node: JsonNode
    /** Id behind its sub-tree. */
    readonly last: number
    readonly isOneLine: boolean
    /** How many are around it. */
    readonly depth: number
    readonly outer: Open | null
    isEmpty: boolean
}

/**
 * A sub-tree as text, without the final line feed. Throws a `JsonError` (`JSON_TEXT_TOO_LARGE`) if that has more than 2^27 units.
 */
export function render(tree: Tree, nid: number, flags: number, options: LayoutOptions = {}): string {
    const node = tree.nodes[nid]
    if (node === undefined) {
        return ''
    }
    return node.type === 0 ? 'undefined' : new Renderer(tree, flags, layoutOf(options)).render(nid)
}

class Renderer {
    readonly #tree: Tree
    readonly #flags: number
    readonly #layout: Required<LayoutOptions>
    readonly #isMultiline: boolean
    /** The innermost container that is open. */
    #open: Open | null = null
    #text = ''
    /** Whether the text ends in white space of the layout. */
    #isSpaced = false
    /** Units of all leaves that were made. */
    #leavesLength = 0
    /** Leaves that the first pass has made, from the top node on. */
    #leaves: string[] = []
    /** Length of each container on one line, from the top node on; empty if that does not matter. */
    #lengths = new Float64Array(0)

    constructor(tree: Tree, flags: number, layout: Required<LayoutOptions>) {
        this.#tree = tree
        this.#flags = flags
        this.#layout = layout
        this.#isMultiline = (flags & JSON_MULTILINE) !== 0
    }

    render(top: number): string {
        const { nodes } = this.#tree
        const end = top + nodes[top]!.size
        if (this.#isMultiline && (this.#flags & JSON_COMPACT) !== 0) {
            this.#measure(top, end)
        }
        for (let nid = top; nid < end; nid++) {
            if (this.#open?.last === nid) {
                this.#close(nid)
            }
            const node = nodes[nid]!
            if (node.type === 0 && nid > top) {
                continue
            }
            this.#begin(node, nid)
            if (node.isContainer) {
                this.#put(this.#bracket(node, '{', '['))
                const outer: Open | null = this.#open
                const depth = outer === null ? 0 : outer.depth + 1
                const isOneLine = this.#fits(nid, top, outer, depth)
                this.#open = { node, last: nid + node.size, isOneLine, depth, outer, isEmpty: true }
            } else {
                this.#put(this.#leaves[nid - top] ?? this.#leaf(node))
            }
        }
        this.#close(end)
        return this.#text
    }

    /** Writes what stands before a value: comma, white space, name. */
    #begin(node: JsonNode, nid: number): void {
        const parent = this.#open
        if (parent !== null) {
            if (parent.isEmpty) {
                parent.isEmpty = false
            } else {
                this.#put(',')
            }
            this.#space(parent.isOneLine, parent.depth + 1)
            if (parent.node.type === JSON_OBJECT) {
                this.#put(this.#name(node))
                this.#isSpaced = this.#isMultiline
            }
        }
        if ((this.#flags & JSON_DEBUG) !== 0) {
            this.#put(debugText(nid, node))
            this.#isSpaced = true
        }
    }

    /** Ends the containers that end before a node. */
    #close(nid: number): void {
        for (let open = this.#open; open !== null && open.last === nid; open = open.outer) {
            this.#space(open.isOneLine, open.depth)
            this.#put(this.#bracket(open.node, '}', ']'))
            this.#open = open.outer
        }
    }

    #put(text: string): void {
        if (text !== '') {
            this.#text += text
            this.#isSpaced = false
            checkLength(this.#tree, this.#text.length)
        }
    }

    /** White space of the layout: a blank or a new line; a run of it is one blank where all is on one line. */
    #space(isOneLine: boolean, depth: number): void {
        if (this.#isMultiline && !(isOneLine && this.#isSpaced)) {
            this.#put(isOneLine ? ' ' : `\n${' '.repeat(depth * this.#layout.indent)}`)
            this.#isSpaced = true
        }
    }

    #bracket(node: JsonNode, object: string, array: string): string {
        return (this.#flags & JSON_BARE) !== 0 ? '' : node.type === JSON_OBJECT ? object : array
    }

    #name(node: JsonNode): string {
        return quoteName(node.name, this.#flags) + (this.#isMultiline ? ': ' : ':')
    }

    #leaf(node: JsonNode): string {
        const text = leafText(this.#tree, node, this.#flags, this.#inside)
        this.#leavesLength += text.length
        checkLength(this.#tree, this.#leavesLength)
        return text
    }

    /** What `${path}` stands for: one level, in bare form. */
    readonly #inside = (nid: number, flags: number): string => {
        return render(this.#tree, nid, flags & ~(JSON_EXPAND | JSON_DEBUG), this.#layout)
    }

    /** Whether a container goes onto one line: it fits, or it is in one that does. The top one only if it is an array. */
    #fits(nid: number, top: number, outer: Open | null, depth: number): boolean {
        if (this.#lengths.length === 0 || outer?.isOneLine === true) {
            return this.#lengths.length > 0
        }
        if (nid === top && this.#tree.nodes[nid]!.type === JSON_OBJECT) {
            return false
        }
        return this.#lengths[nid - top]! + depth * COLUMNS < this.#layout.maxLength
    }

    /** Finds for each container how many bytes it has on one line, the children before their parents. */
    #measure(top: number, end: number): void {
        const { nodes } = this.#tree
        const lengths = new Float64Array(end - top)
        const leaves = new Array<string>(end - top)
        const brackets = (this.#flags & JSON_BARE) !== 0 ? 0 : 2
        for (let nid = end - 1; nid >= top; nid--) {
            const node = nodes[nid]!
            if (node.type === 0) {
                continue
            }
            let length = 0
            if (node.isContainer) {
                // `{ a, b }`: each child has brought itself, a blank and a comma. The last one has no comma, but a blank follows.
                length = lengths[nid - top]! + brackets + (lengths[nid - top] === 0 ? 1 : 0)
                lengths[nid - top] = length
            } else {
                const text = this.#leaf(node)
                leaves[nid - top] = text
                length = byteLength(text)
            }
            const { parent } = node
            if (nid > top && parent !== null) {
                const name = parent.type === JSON_OBJECT ? byteLength(this.#name(node)) : 0
                const debug = (this.#flags & JSON_DEBUG) !== 0 ? debugText(nid, node).length : 0
                lengths[this.#tree.idOf(parent) - top]! += name + debug + length + 2
            }
        }
        this.#lengths = lengths
        this.#leaves = leaves
    }
}

function debugText(nid: number, node: JsonNode): string {
    return `<${nid}/${nid + node.size}> `
}
