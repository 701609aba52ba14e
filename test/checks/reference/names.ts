/*
    names.ts -- What the doors of the package export: each name with its declaration, for the pages of the reference.
*/

import ts from 'typescript-api'
import type { Project } from '../program.js'

/** What a name is, which decides the form of its entry. */
export type Kind = 'function' | 'constant' | 'type' | 'interface' | 'class'

/** A name that a door exports. */
export interface ApiName {
    readonly name: string
    readonly kind: Kind
    readonly symbol: ts.Symbol
    /** The declaration that has the text; of a function with overloads the first. */
    readonly declaration: ts.Declaration
    /** Path of the file that declares it, from the root. */
    readonly file: string
}

/** The names of one door, by name. */
export type Door = ReadonlyMap<string, ApiName>

function kindOf(declaration: ts.Declaration, symbol: ts.Symbol, checker: ts.TypeChecker): Kind | undefined {
    if (ts.isFunctionDeclaration(declaration)) {
        return 'function'
    }
    if (ts.isVariableDeclaration(declaration)) {
        const type = checker.getTypeOfSymbolAtLocation(symbol, declaration)
        return type.getCallSignatures().length > 0 ? 'function' : 'constant'
    }
    if (ts.isClassDeclaration(declaration)) {
        return 'class'
    }
    if (ts.isInterfaceDeclaration(declaration)) {
        return 'interface'
    }
    return ts.isTypeAliasDeclaration(declaration) ? 'type' : undefined
}

/** Whether a name or member is not for others, in spite of being exported. */
export function isInternal(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
    return symbol.getJsDocTags(checker).some(tag => tag.name === 'internal')
}

/**
 * The names of a door, without those that are marked `@internal`.
 *
 * @param path of the door from the root
 */
export function readDoor(project: Project, path: string): Door {
    const checker = project.program.getTypeChecker()
    const file = project.files.find(source => project.name(source) === path)
    const module = file === undefined ? undefined : checker.getSymbolAtLocation(file)
    const names = new Map<string, ApiName>()
    for (const exported of module === undefined ? [] : checker.getExportsOfModule(module)) {
        const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0
        const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported
        const declaration = symbol.declarations?.[0]
        const kind = declaration === undefined ? undefined : kindOf(declaration, symbol, checker)
        if (declaration !== undefined && kind !== undefined && !isInternal(symbol, checker)) {
            const { name } = exported
            names.set(name, { name, kind, symbol, declaration, file: project.name(declaration.getSourceFile()) })
        }
    }
    return names
}
