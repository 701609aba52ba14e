/*
    rule.ts -- What a lint rule is.
*/

import type ts from 'typescript-api'

/** What a rule gets to look at one file. */
export interface RuleContext {
    readonly file: ts.SourceFile
    readonly checker: ts.TypeChecker
    /** Say that something is wrong at a node, and how to put it right. */
    report(node: ts.Node, message: string): void
}

/** A convention that can be checked. */
export interface Rule {
    /** In findings, and in the comment that allows an exception. */
    readonly name: string
    /** The convention, in a sentence. */
    readonly summary: string
    check(context: RuleContext): void
}
