/*
    parse.ts -- From text to a tree, and the error texts of C. Source: spec json.md §4, §5.
*/

import { Logger } from '../../../fiber/index.js'
import { JSON_STRICT_PARSE } from '../constants.js'
import { JsonError, jsonErrors } from '../errors.js'
import { parseInto } from '../parser.js'
import { LineCounter } from '../position.js'
import { treeError } from './fault.js'
import { checkUnlocked } from './set.js'
import type { Tree } from './tree.js'
import { TreeBuilder } from './tree-builder.js'

const log = new Logger('json')

/**
 * Parses a text into an empty tree, as deep as `maxDepth` lets it be. Flags: `JSON_STRICT_PARSE` for RFC 8259. An error stays in the tree
 * in the layout of C too.
 *
 * Throws a `JsonError`: those of the syntax, `JSON_TOO_MANY_NODES`, `JSON_LOCKED`, `JSON_NOT_EMPTY`; the tree is empty as before.
 */
export function parseTree(tree: Tree, text: string, flags: number): void {
    checkUnlocked(tree)
    if (tree.count > 0) {
        throw tree.fail(treeError('JSON_NOT_EMPTY'))
    }
    const path = tree.path ?? undefined
    const builder = new TreeBuilder(text, path, tree.maxNodes)
    try {
        parseInto(text, builder, {
            strict: (flags & JSON_STRICT_PARSE) !== 0,
            depth: tree.maxDepth,
            path,
        })
    } catch (error) {
        if (error instanceof JsonError) {
            tree.lineNumber = error.line
            tree.error ??= errorText(error, text)
            log.trace(tree.error)
        }
        throw error
    }
    tree.lineNumber = new LineCounter(text).lineAt(text.length)
    if (builder.nodes.length > 0) {
        tree.appendAll(-1, builder.nodes)
    }
}

/** The text of C for an error of syntax: what, where, and all that was not parsed. */
function errorText({ code, line, offset, path }: JsonError, text: string): string {
    const message = jsonErrors[code].message.replace(/\bN$/, String(line))
    const rest = text.slice(offset)
    return path === undefined
        ? `JSON Parse Error: ${message}\nAt line ${line}. Near:\n${rest}\n`
        : `JSON Parse Error: ${message}\nIn file '${path}' at line ${line}. Near => ${rest}\n`
}
