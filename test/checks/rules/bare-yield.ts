/*
    bare-yield.ts -- A fiber suspends by `yield*` of an operation, never by a bare `yield`.

    The compiler refuses most of these where the function says that it returns a `Fiber`; it cannot where the result type is left
    to be inferred.
*/

import ts from 'typescript-api'
import { mayBlock } from './blocking.js'
import type { Rule, RuleContext } from './rule.js'
import { enclosingFunction, walk } from './walk.js'

function returnsFiber(node: ts.Node, checker: ts.TypeChecker): boolean {
    const owner = enclosingFunction(node)
    const signature = owner && checker.getSignatureFromDeclaration(owner)
    return signature !== undefined && mayBlock(checker, signature.getReturnType())
}

function check({ file, checker, report }: RuleContext): void {
    walk(file, node => {
        if (!ts.isYieldExpression(node) || node.asteriskToken !== undefined) {
            return
        }
        if (node.expression !== undefined && mayBlock(checker, checker.getTypeAtLocation(node.expression))) {
            report(node, 'Bare `yield` of an operation: write `yield*`')
        } else if (returnsFiber(node, checker)) {
            report(node, 'Bare `yield` in a fiber: suspend with `yield*` and an operation, such as `yield* yieldNow()`')
        }
    })
}

export const bareYield: Rule = {
    name: 'bare-yield',
    summary: 'A fiber uses `yield*`, never a bare `yield`.',
    check,
}
