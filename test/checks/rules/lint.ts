/*
    lint.ts -- Runs rules over a project, and knows the line comment that allows an exception: `allow`, the name of the rule, a
    colon and the reason, on the line of the finding or the line above. The reason is not optional, and a comment that allows
    nothing is a finding too.
*/

import ts from 'typescript-api'
import type { Finding } from '../finding.js'
import type { Project } from '../program.js'
import type { Rule } from './rule.js'

const ALLOW = /\/\/ allow ([a-z][a-z-]*)(?:: *(.*))?$/gm

interface Allowance {
    readonly rule: string
    readonly reason: string
    readonly position: number
    /** Line of the comment, from 0. */
    readonly line: number
    used: boolean
}

/** Whether a position lies in the space between tokens, where comments are, and not in a text that looks like one. */
function isBetweenTokens(file: ts.SourceFile, position: number): boolean {
    let node: ts.Node | undefined = file
    while (node !== undefined) {
        if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) {
            return false
        }
        node = ts.forEachChild(node, child =>
            child.getStart(file) <= position && position < child.end ? child : undefined,
        )
    }
    return true
}

function allowances(file: ts.SourceFile): Allowance[] {
    const matches = [...file.text.matchAll(ALLOW)].filter(match => isBetweenTokens(file, match.index))
    return matches.map(match => ({
        rule: match[1] ?? '',
        reason: match[2]?.trim() ?? '',
        position: match.index,
        line: file.getLineAndCharacterOfPosition(match.index).line,
        used: false,
    }))
}

function lintFile(file: ts.SourceFile, project: Project, rules: readonly Rule[]): Finding[] {
    const findings: Finding[] = []
    const allowed = allowances(file)
    const add = (rule: string, position: number, message: string): void => {
        const { line, character } = file.getLineAndCharacterOfPosition(position)
        findings.push({ file: project.name(file), line: line + 1, column: character + 1, rule, message })
    }
    for (const rule of rules) {
        rule.check({
            file,
            checker: project.program.getTypeChecker(),
            report(node, message) {
                const position = node.getStart(file)
                const { line } = file.getLineAndCharacterOfPosition(position)
                const allowance = allowed.find(
                    entry => entry.rule === rule.name && (entry.line === line || entry.line === line - 1),
                )
                if (allowance === undefined) {
                    add(rule.name, position, message)
                } else {
                    allowance.used = true
                }
            },
        })
    }
    for (const { rule, reason, position, used } of allowed.filter(entry =>
        rules.some(({ name }) => name === entry.rule),
    )) {
        if (reason === '') {
            add(rule, position, `Exception without a reason: write \`// allow ${rule}: <why>\``)
        } else if (!used) {
            add(rule, position, 'Exception that allows nothing: remove the comment')
        }
    }
    return findings
}

/** The findings of the rules in all files of a project. */
export function lint(project: Project, rules: readonly Rule[]): Finding[] {
    return project.files.flatMap(file => lintFile(file, project, rules))
}
