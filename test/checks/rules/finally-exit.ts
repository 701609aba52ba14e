/*
    finally-exit.ts -- A `finally` block of a fiber must not jump out of itself.

    Cancelling a fiber is `generator.return()`, which runs the `finally` blocks. A `return`, `break` or `continue` that leaves
    one of them drops the cancellation (and any error on its way): the fiber goes on as if nothing had happened.
*/

import ts from 'typescript-api'
import type { Rule, RuleContext } from './rule.js'
import { enclosingFunction, isGenerator, walk } from './walk.js'

/** What a jump inside the block may aim at without leaving it. */
interface Targets {
    readonly loop: boolean
    readonly breakable: boolean
    readonly labels: readonly string[]
}

const NONE: Targets = { loop: false, breakable: false, labels: [] }

function leaves(jump: ts.BreakOrContinueStatement, targets: Targets): boolean {
    if (jump.label !== undefined) {
        return !targets.labels.includes(jump.label.text)
    }
    return !(ts.isContinueStatement(jump) ? targets.loop : targets.breakable)
}

function search(node: ts.Node, targets: Targets, report: RuleContext['report']): void {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) {
        return
    }
    if (ts.isReturnStatement(node)) {
        report(node, '`return` in a `finally` drops a cancellation or error on its way: move it behind the block')
    } else if (ts.isBreakOrContinueStatement(node) && leaves(node, targets)) {
        const word = ts.isContinueStatement(node) ? 'continue' : 'break'
        report(
            node,
            `\`${word}\` out of a \`finally\` drops a cancellation or error on its way: move it behind the block`,
        )
    }
    let inner = targets
    if (ts.isIterationStatement(node, false)) {
        inner = { ...targets, loop: true, breakable: true }
    } else if (ts.isSwitchStatement(node)) {
        inner = { ...targets, breakable: true }
    } else if (ts.isLabeledStatement(node)) {
        inner = { ...targets, labels: [...targets.labels, node.label.text] }
    }
    // A `finally` inside this one is searched on its own; what does not leave it does not leave this one either.
    const skipped = ts.isTryStatement(node) ? node.finallyBlock : undefined
    ts.forEachChild(node, child => (child === skipped ? undefined : search(child, inner, report)))
}

export const finallyExit: Rule = {
    name: 'finally-exit',
    summary: 'No `return`, `break` or `continue` leaves a `finally` block of a generator function.',
    check({ file, report }) {
        walk(file, node => {
            if (!ts.isTryStatement(node) || node.finallyBlock === undefined) {
                return
            }
            const owner = enclosingFunction(node)
            if (owner !== undefined && isGenerator(owner)) {
                search(node.finallyBlock, NONE, report)
            }
        })
    },
}
