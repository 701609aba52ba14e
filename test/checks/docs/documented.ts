/*
    documented.ts -- Finds exported names without a doc comment.

    Looked at is what the doors export, since that is what others read in their editor. Of an interface that holds options or
    limits, each member needs its sentence too: its unit and default stand nowhere else. A list of constants, one below the
    other without an empty line, may share the comment at its head.
*/

import ts from 'typescript-api'
import type { Finding } from '../finding.js'
import type { Project } from '../program.js'

const OPTIONS = /(Options|Limits)$/

/** The symbol itself where this one only stands for it under another name or in another module. */
function resolve(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
}

function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
    return symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0
}

/** The constant right above this one; undefined after an empty line or something else. */
function constantAbove(statement: ts.VariableStatement): ts.VariableStatement | undefined {
    const file = statement.getSourceFile()
    const before = file.statements[file.statements.indexOf(statement) - 1]
    const isAdjacent = before !== undefined && !/\n\s*\n/.test(file.text.slice(before.end, statement.getStart(file)))
    return isAdjacent && ts.isVariableStatement(before) ? before : undefined
}

function isInDocumentedList(declaration: ts.Declaration): boolean {
    let statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : undefined
    while (statement !== undefined && ts.isVariableStatement(statement)) {
        if (ts.getJSDocCommentsAndTags(statement).length > 0) {
            return true
        }
        statement = constantAbove(statement)
    }
    return false
}

/** The declaration in the project's own sources; what comes from elsewhere is documented elsewhere. */
function ownDeclaration(symbol: ts.Symbol, project: Project): ts.Declaration | undefined {
    return symbol.declarations?.find(declaration => project.files.includes(declaration.getSourceFile()))
}

/**
 * Check the exports of some files.
 *
 * @param isDoor tells by the path from the root which files to look at
 */
export function checkDocumented(project: Project, isDoor: (name: string) => boolean): Finding[] {
    const checker = project.program.getTypeChecker()
    const findings: Finding[] = []
    const seen = new Set<ts.Symbol>()
    const check = (symbol: ts.Symbol, what: string): void => {
        const declaration = ownDeclaration(symbol, project)
        if (seen.has(symbol) || declaration === undefined || ts.isTypeParameterDeclaration(declaration)) {
            return
        }
        seen.add(symbol)
        if (!isDocumented(symbol, checker) && !isInDocumentedList(declaration)) {
            const file = declaration.getSourceFile()
            const { line, character } = file.getLineAndCharacterOfPosition(declaration.getStart(file))
            const message = `${what} has no doc comment: say in a sentence what it is`
            findings.push({
                file: project.name(file),
                line: line + 1,
                column: character + 1,
                rule: 'documented',
                message,
            })
        }
        if (ts.isInterfaceDeclaration(declaration) && OPTIONS.test(symbol.name)) {
            for (const member of symbol.members?.values() ?? []) {
                check(member, `${symbol.name}.${member.name}`)
            }
        }
    }
    for (const file of project.files.filter(source => isDoor(project.name(source)))) {
        const module = checker.getSymbolAtLocation(file)
        for (const exported of module === undefined ? [] : checker.getExportsOfModule(module)) {
            check(resolve(exported, checker), exported.name)
        }
    }
    return findings
}
