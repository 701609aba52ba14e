/*
    walk.ts -- Walking over syntax trees.
*/

import ts from 'typescript-api'

/** Call `visit` for the node and all nodes below it, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
    visit(node)
    ts.forEachChild(node, child => walk(child, visit))
}

/** The function that a node belongs to; undefined at the top of a file. */
export function enclosingFunction(node: ts.Node): ts.SignatureDeclaration | undefined {
    let at = node.parent
    while (at !== undefined && !ts.isFunctionLike(at)) {
        at = at.parent
    }
    return at
}

/** Whether a function is a generator function or method, and not an asynchronous one. */
export function isGenerator(node: ts.Node): boolean {
    return (
        (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
        node.asteriskToken !== undefined &&
        !node.modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.AsyncKeyword)
    )
}

/** The expression without parentheses, casts, `!` and `await`, none of which uses a value. */
export function bare(node: ts.Expression): ts.Expression {
    let at = node
    while (
        ts.isParenthesizedExpression(at) ||
        ts.isAsExpression(at) ||
        ts.isSatisfiesExpression(at) ||
        ts.isTypeAssertionExpression(at) ||
        ts.isNonNullExpression(at) ||
        ts.isAwaitExpression(at)
    ) {
        at = at.expression
    }
    return at
}
