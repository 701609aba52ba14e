/*
    kinds.ts -- What minified code consists of: names that a minifier cannot shorten, texts, and the rest.
*/

import ts from 'typescript-api'

/** A kind of what stands in code. */
export type Kind =
    | 'names of properties'
    | 'texts'
    | 'names of variables'
    | 'numbers'
    | 'words and signs of the language'

function kindOf(node: ts.Node): Kind | null {
    if (ts.isPrivateIdentifier(node)) {
        return 'names of variables'
    }
    if (ts.isIdentifier(node)) {
        const { parent } = node
        const isProperty =
            (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
            (ts.isBindingElement(parent) && parent.propertyName === node) ||
            ((ts.isObjectLiteralElement(parent) || ts.isClassElement(parent)) &&
                parent.name === node &&
                !ts.isShorthandPropertyAssignment(parent))
        return isProperty ? 'names of properties' : 'names of variables'
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
        return 'texts'
    }
    return ts.isNumericLiteral(node) || ts.isRegularExpressionLiteral(node) || ts.isBigIntLiteral(node)
        ? 'numbers'
        : null
}

/** Bytes of each kind in some code. */
export function bytesByKind(code: string): Map<Kind, number> {
    const found = new Map<Kind, number>()
    const add = (kind: Kind, bytes: number): void => {
        found.set(kind, (found.get(kind) ?? 0) + bytes)
    }
    const source = ts.createSourceFile('code.js', code, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS)
    let rest = Buffer.byteLength(code)
    const visit = (node: ts.Node): void => {
        const kind = kindOf(node)
        if (kind === null) {
            ts.forEachChild(node, visit)
        } else {
            const bytes = Buffer.byteLength(node.getText(source))
            add(kind, bytes)
            rest -= bytes
        }
    }
    visit(source)
    add('words and signs of the language', rest)
    return found
}
