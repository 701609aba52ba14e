/*
    imports.ts -- The imports of a source text.
*/

import { posix } from 'node:path'
import ts from 'typescript-api'
import { walk } from '../rules/walk.js'

/**
 * How an import binds: `value` loads the module first, `dynamic` when the call is reached, `type` never. A statement whose
 * names are all types, each marked on its own, still loads the module.
 */
export type ImportKind = 'value' | 'type' | 'dynamic'

/** One import, re-export or `import()` of a file. */
export interface Import {
    /** What stands in the quotes. */
    readonly specifier: string
    /** The source file it means, as a path from the root; undefined for packages and Node modules. */
    readonly target: string | undefined
    readonly kind: ImportKind
    /** Line and column, from 1. */
    readonly line: number
    readonly column: number
}

function kindOf(node: ts.Node): ImportKind {
    if (ts.isImportDeclaration(node)) {
        return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'value'
    }
    if (ts.isExportDeclaration(node)) {
        return node.isTypeOnly ? 'type' : 'value'
    }
    return ts.isImportTypeNode(node) ? 'type' : 'dynamic'
}

/** The text node that names the module, if this node imports one. */
function specifierOf(node: ts.Node): ts.Node | undefined {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
        return node.moduleSpecifier
    }
    if (ts.isImportTypeNode(node)) {
        return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
    }
    const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    return isCall ? node.arguments[0] : undefined
}

/**
 * Find the imports of a file.
 *
 * @param name path of the file from the root, with forward slashes
 */
export function importsOf(name: string, text: string): Import[] {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
    const imports: Import[] = []
    walk(file, node => {
        const literal = specifierOf(node)
        if (literal === undefined || !ts.isStringLiteralLike(literal)) {
            return
        }
        const specifier = literal.text
        const { line, character } = file.getLineAndCharacterOfPosition(literal.getStart(file))
        imports.push({
            specifier,
            target: /^\.\.?\//.test(specifier)
                ? posix.join(posix.dirname(name), specifier).replace(/\.js$/, '.ts')
                : undefined,
            kind: kindOf(node),
            line: line + 1,
            column: character + 1,
        })
    })
    return imports
}
