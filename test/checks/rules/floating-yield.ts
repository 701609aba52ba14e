/*
    floating-yield.ts -- An operation or fiber that is made and dropped does nothing: `sleep(10)` without `yield*`.

    The compiler accepts it, and nothing fails at run time either; the wait, write or call simply does not happen. Found are

        sleep(10)                             the value of a statement, also behind `void`, a comma, `&&`, `||`, `??`, `?:`, `await`
        items.map(item => send(item))         the same for a list of them
        const n = sock.read(buf)              stored, and the variable never read
        if (sock.read(buf)) ...               used as a condition or in a text: the operation itself, not its result
        timer.on('tick', () => poll())        returned to, or given as, a callback whose result nobody looks at
*/

import ts from 'typescript-api'
import { isBlocking, mayBlock, mayHoldBlocking, parts, returns } from './blocking.js'
import type { Rule, RuleContext } from './rule.js'
import { bare, enclosingFunction, walk } from './walk.js'

const DROPPED = 'It is made and dropped, so it never runs: write `yield*` before it, or hand it to `spawn`'
const LIST = 'A list of operations or fibers is made and dropped, so none runs: `yield*` each, or use `all`'
const UNUSED = 'It is stored and never used, so it never runs: write `yield*` before it'
const CONDITION = 'This tests the operation itself, which is always true, not its result: write `yield*` before it'
const TEXT = 'This prints the operation itself, not its result: write `yield*` before it'
const CALLBACK_RESULT = 'The caller of this callback drops its result, so it never runs: hand it to `spawn`'
const CALLBACK = 'The caller of this callback drops its result, so the fiber never runs: `() => spawn(...)` instead'

function isAssignment(node: ts.BinaryExpression): boolean {
    const kind = node.operatorToken.kind
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

function isShortCircuit(node: ts.BinaryExpression): boolean {
    const kind = node.operatorToken.kind
    return (
        kind === ts.SyntaxKind.AmpersandAmpersandToken ||
        kind === ts.SyntaxKind.BarBarToken ||
        kind === ts.SyntaxKind.QuestionQuestionToken
    )
}

/**
 * Whether a call gives back what a container holds, such as `waiting.shift()`: its declared result is a type parameter of
 * the container. The operation was made elsewhere, and may be dropped here.
 */
function isFromContainer(node: ts.Expression, checker: ts.TypeChecker): boolean {
    const declaration = ts.isCallExpression(node) ? checker.getResolvedSignature(node)?.declaration : undefined
    const signature =
        declaration !== undefined && !ts.isJSDocSignature(declaration)
            ? checker.getSignatureFromDeclaration(declaration)
            : undefined
    return (
        signature !== undefined &&
        parts(signature.getReturnType()).some(part => {
            const owner = part.isTypeParameter() ? part.symbol.declarations?.[0]?.parent : undefined
            return owner !== undefined && (ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner))
        })
    )
}

/** The value of this expression is dropped. Where it is a choice between values, each of them is. */
function dropped(node: ts.Expression, context: RuleContext): void {
    const value = bare(node)
    if (ts.isConditionalExpression(value)) {
        dropped(value.whenTrue, context)
        dropped(value.whenFalse, context)
    } else if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.CommaToken) {
        dropped(value.right, context)
    } else if (ts.isBinaryExpression(value) && isShortCircuit(value)) {
        dropped(value.right, context)
    } else if (!(ts.isBinaryExpression(value) && isAssignment(value)) && !isFromContainer(value, context.checker)) {
        const type = context.checker.getTypeAtLocation(value)
        if (mayBlock(context.checker, type)) {
            context.report(value, DROPPED)
        } else if (mayHoldBlocking(context.checker, type)) {
            context.report(value, LIST)
        }
    }
}

/** The expressions directly below a node whose values nobody sees. */
function droppedIn(node: ts.Node): readonly (ts.Expression | undefined)[] {
    if (ts.isExpressionStatement(node) || ts.isVoidExpression(node)) {
        return [node.expression]
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken) {
        return [node.left]
    }
    if (ts.isForStatement(node)) {
        const start = node.initializer
        return [start !== undefined && ts.isExpression(start) ? start : undefined, node.incrementor]
    }
    return []
}

/** The expression directly below a node that is asked whether it is true. */
function conditionIn(node: ts.Node): ts.Expression | undefined {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
        return node.expression
    }
    if (ts.isForStatement(node) || ts.isConditionalExpression(node)) {
        return node.condition
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
        return node.operand
    }
    return ts.isBinaryExpression(node) && isShortCircuit(node) ? node.left : undefined
}

function textsIn(node: ts.Node, checker: ts.TypeChecker): readonly ts.Expression[] {
    if (ts.isTemplateExpression(node) && !ts.isTaggedTemplateExpression(node.parent)) {
        return node.templateSpans.map(span => span.expression)
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
        const isText = (checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) !== 0
        return isText ? [node.left, node.right] : []
    }
    return []
}

/** Whether a function of this type is called for its effect: it may be called, and each call gives void. */
function dropsResults(checker: ts.TypeChecker, type: ts.Type | undefined): boolean {
    const results = type === undefined ? [] : returns(checker, type)
    return (
        results.length > 0 &&
        results.flatMap(parts).every(result => (result.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0) &&
        results.flatMap(parts).some(result => (result.flags & ts.TypeFlags.Void) !== 0)
    )
}

/** A function without a star: what it returns is the operation itself. */
function isPlainCallback(node: ts.Node | undefined): node is ts.ArrowFunction | ts.FunctionExpression {
    return node !== undefined && (ts.isArrowFunction(node) || (ts.isFunctionExpression(node) && !node.asteriskToken))
}

function checkCallback(node: ts.Node, context: RuleContext): void {
    const { checker, report } = context
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
        if (dropsResults(checker, checker.getContextualType(node))) {
            dropped(node.body, { ...context, report: at => report(at, CALLBACK_RESULT) })
        }
    } else if (ts.isReturnStatement(node) && node.expression !== undefined) {
        const owner = enclosingFunction(node)
        if (isPlainCallback(owner) && dropsResults(checker, checker.getContextualType(owner))) {
            dropped(node.expression, { ...context, report: at => report(at, CALLBACK_RESULT) })
        }
    } else if (ts.isExpression(node) && !isPlainCallback(node) && mayBeCallback(node)) {
        if (
            dropsResults(checker, checker.getContextualType(node)) &&
            returns(checker, checker.getTypeAtLocation(node)).some(result => mayBlock(checker, result))
        ) {
            report(node, CALLBACK)
        }
    }
}

/** Forms and places in which a fiber function is handed over. */
function mayBeCallback(node: ts.Expression): boolean {
    const form = ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isFunctionExpression(node)
    const parent = node.parent
    return (
        form &&
        (((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.includes(node)) ||
            (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
            (ts.isVariableDeclaration(parent) && parent.initializer === node) ||
            (ts.isBinaryExpression(parent) && isAssignment(parent) && parent.right === node))
    )
}

/** A local variable that holds an operation, by its symbol, until a use of it is seen. */
type Unused = Map<ts.Symbol, ts.Expression>

function remember(node: ts.Node, unused: Unused, checker: ts.TypeChecker): void {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined || !ts.isIdentifier(node.name)) {
        return
    }
    const statement = node.parent.parent
    if (ts.isVariableStatement(statement) && statement.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword)) {
        return
    }
    const symbol = checker.getSymbolAtLocation(node.name)
    if (symbol !== undefined && mayBlock(checker, checker.getTypeAtLocation(node.initializer))) {
        unused.set(symbol, node.initializer)
    }
}

/** A name that stands for the value of a variable, and not for its declaration or the left side of an assignment. */
function isUse(node: ts.Identifier): boolean {
    const parent = node.parent
    const declares = ts.isVariableDeclaration(parent) && parent.name === node
    const assigns = ts.isBinaryExpression(parent) && isAssignment(parent) && parent.left === node
    return !declares && !assigns
}

function checkUnused({ file, checker, report }: RuleContext): void {
    const unused: Unused = new Map()
    walk(file, node => remember(node, unused, checker))
    if (unused.size === 0) {
        return
    }
    walk(file, node => {
        if (ts.isIdentifier(node) && isUse(node)) {
            const symbol = ts.isShorthandPropertyAssignment(node.parent)
                ? checker.getShorthandAssignmentValueSymbol(node.parent)
                : ts.isExportSpecifier(node.parent)
                  ? checker.getExportSpecifierLocalTargetSymbol(node.parent)
                  : checker.getSymbolAtLocation(node)
            if (symbol !== undefined) {
                unused.delete(symbol)
            }
        }
    })
    for (const initializer of unused.values()) {
        report(initializer, UNUSED)
    }
}

function check(context: RuleContext): void {
    const { file, checker, report } = context
    const is = (node: ts.Expression) => isBlocking(checker, checker.getTypeAtLocation(bare(node)))
    walk(file, node => {
        for (const expression of droppedIn(node)) {
            if (expression !== undefined) {
                dropped(expression, context)
            }
        }
        const condition = conditionIn(node)
        if (condition !== undefined && is(condition)) {
            report(condition, CONDITION)
        }
        for (const text of textsIn(node, checker)) {
            if (is(text)) {
                report(text, TEXT)
            }
        }
        checkCallback(node, context)
    })
    checkUnused(context)
}

export const floatingYield: Rule = {
    name: 'floating-yield',
    summary: 'An operation or fiber is never dropped: `yield*` stands before it, or somebody runs it.',
    check,
}
