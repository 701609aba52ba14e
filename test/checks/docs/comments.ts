/*
    comments.ts -- What the comments in tables say: those above the properties of the objects that a module exports.

    Some tables of the package are for people as well as for programs: error catalogues, properties of configurations. What is for people only stands
    in comments, since a device has no use for it.
*/

import ts from 'typescript-api'

/** Comments by the path of the property, as `limits.body`. */
export type Comments = ReadonlyMap<string, string>

function isExported(node: ts.VariableStatement): boolean {
    return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

/** Without `satisfies` and `as const`. */
function literalOf(node: ts.Expression | undefined): ts.Expression | undefined {
    return node !== undefined && (ts.isSatisfiesExpression(node) || ts.isAsExpression(node))
        ? literalOf(node.expression)
        : node
}

function nameOf(name: ts.PropertyName): string {
    return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText()
}

function commentAbove(node: ts.Node, text: string): string | null {
    const comment = ts
        .getLeadingCommentRanges(text, node.pos)
        ?.map(({ pos, end }) => text.slice(pos, end))
        .findLast(found => found.startsWith('/**'))
    const lines = comment?.slice(3, -2).split('\n')
    return (
        lines
            ?.map(line => line.replace(/^\s*\*?\s*|\s*$/g, ''))
            .join(' ')
            .trim() ?? null
    )
}

/** The comments in the exported objects of a module, by the name of the export. */
export function readComments(text: string): ReadonlyMap<string, Comments> {
    const found = new Map<string, Comments>()
    const collect = (object: ts.Expression | undefined, path: string, into: Map<string, string>): void => {
        if (object === undefined || !ts.isObjectLiteralExpression(object)) {
            return
        }
        for (const property of object.properties.filter(ts.isPropertyAssignment)) {
            const full = `${path}${nameOf(property.name)}`
            const comment = commentAbove(property, text)
            if (comment !== null) {
                into.set(full, comment)
            }
            collect(literalOf(property.initializer), `${full}.`, into)
        }
    }
    const source = ts.createSourceFile('table.ts', text, ts.ScriptTarget.ESNext, true)
    for (const statement of source.statements) {
        if (ts.isVariableStatement(statement) && isExported(statement)) {
            for (const { name, initializer } of statement.declarationList.declarations) {
                const comments = new Map<string, string>()
                collect(literalOf(initializer), '', comments)
                found.set(name.getText(source), comments)
            }
        }
    }
    return found
}
