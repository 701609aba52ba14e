/*
    face.ts -- What a C face exports, as the compiler sees it.

    It looks at the declarations of the build, without those of Node: a fifth of the time of the sources, and many tests ask.
*/

import { fileURLToPath } from 'node:url'
import ts from 'typescript-api'

/** A function of a face. */
export interface CFunction {
    /** Parameters, a rest counts as one. */
    readonly parameters: number
    /** Whether a call is to be driven: it gives an operation or a fiber. */
    readonly suspends: boolean
    /** Positions of parameters, from 0, that do not take all that stands for NULL: `null`, `undefined` and 0. */
    readonly needed: readonly number[]
}

/** The exports of a face by name; null for what cannot be called. */
export type CFace = ReadonlyMap<string, CFunction | null>

const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    lib: ['lib.es2023.d.ts'],
    types: [],
}

/** Stands in for what faces take from Node: the type of a parameter that is not known would take everything. */
const STAND_IN = '/stand-in.d.ts'
const standIn = 'declare class Buffer extends Uint8Array {}'

function compilerHost(): ts.CompilerHost {
    const host = ts.createCompilerHost(options)
    const { getSourceFile, fileExists } = host
    host.fileExists = name => name === STAND_IN || fileExists(name)
    host.getSourceFile = (name, version, ...rest) =>
        name === STAND_IN ? ts.createSourceFile(name, standIn, version) : getSourceFile(name, version, ...rest)
    return host
}

/** Whether a parameter of this type may be NULL: null, left out or undefined, and the 0 that C code writes. */
function takesNull(parameter: ts.Symbol, at: ts.Node, checker: ts.TypeChecker): boolean {
    const { TypeFlags } = ts
    const type = checker.getTypeOfSymbolAtLocation(parameter, at)
    const parts = type.isUnion() ? type.types : [type]
    const has = (flags: ts.TypeFlags): boolean => parts.some(part => (part.flags & flags) !== 0)
    const declaration = parameter.valueDeclaration as ts.ParameterDeclaration
    const hasZero = parts.some(part => part.isNumberLiteral() && part.value === 0)
    return (
        has(TypeFlags.Any | TypeFlags.Unknown | TypeFlags.TypeParameter) ||
        (has(TypeFlags.Null) &&
            (has(TypeFlags.Undefined) || declaration.initializer !== undefined) &&
            (hasZero || has(TypeFlags.Number)))
    )
}

function describe(symbol: ts.Symbol, checker: ts.TypeChecker): CFunction | null {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    const declaration = target.valueDeclaration
    const signatures =
        declaration === undefined ? [] : checker.getTypeOfSymbolAtLocation(target, declaration).getCallSignatures()
    if (signatures.length === 0) {
        return null
    }
    const result = checker.typeToString(signatures.at(-1)!.getReturnType())
    const parameters = signatures.at(-1)!.getParameters()
    return {
        needed: [...parameters.keys()].filter(at => !takesNull(parameters[at]!, declaration!, checker)),
        parameters: Math.max(...signatures.map(each => each.getParameters().length)),
        suspends: /^(Op|Fiber|Blocking|Generator)</.test(result),
    }
}

/** What modules export, by the paths of their sources from the root of the project. */
export function readFaces(...paths: readonly string[]): CFace[] {
    const built = new URL('../../../', import.meta.url)
    const files = paths.map(path => fileURLToPath(new URL(path.replace(/\.ts$/, '.d.ts'), built)))
    const program = ts.createProgram([STAND_IN, ...files], options, compilerHost())
    const checker = program.getTypeChecker()
    return files.map(file => {
        const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!
        return new Map(checker.getExportsOfModule(module).map(symbol => [symbol.name, describe(symbol, checker)]))
    })
}
