/*
    shape.ts -- The shapes of names, as code: how a function is called, what a constant is, what a class has.
*/

import ts from 'typescript-api'
import { type ApiName, isInternal } from './names.js'

/** A member of a class or interface: its code and its symbol. */
export interface Member {
    readonly code: string
    readonly symbol: ts.Symbol
}

/** A declaration that has members. */
type Owner = ts.ClassDeclaration | ts.InterfaceDeclaration

/** Whether a name has an entry of its own. */
export type IsListed = (symbol: ts.Symbol) => boolean

/** In one line. */
const flat = (node: ts.Node): string => node.getText().replace(/\s+/g, ' ')

/** `Fiber<T>` -> T: what the call gives under `yield*`; undefined for functions that never suspend. */
function awaited(result: string): string | undefined {
    const match = /^(?:Fiber|Op|Blocking)(?:<(.*)>)?$/.exec(result)
    return match === null ? undefined : (match[1] ?? 'void')
}

function parametersOf(declaration: ts.SignatureDeclaration): string {
    // Parameters that are there for the sake of C alone begin with `_` in the source.
    const plain = (text: string): string =>
        text.replace(/^(?:(?:public|protected|private|readonly) )+/, '').replace(/^_/, '')
    return declaration.parameters.map(parameter => plain(flat(parameter))).join(', ')
}

function generics(declaration: { readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> }): string {
    const list = declaration.typeParameters?.map(flat).join(', ')
    return list === undefined ? '' : `<${list}>`
}

/** How it is called: `yield* rSleep(ms: number): void`. */
function callOf(name: string, declaration: ts.SignatureDeclaration, checker: ts.TypeChecker): string {
    const signature = checker.getSignatureFromDeclaration(declaration)!
    const result =
        declaration.type === undefined
            ? checker.typeToString(signature.getReturnType())
            : declaration.type.getText().replace(/\s+/g, ' ')
    const inner = awaited(result)
    const call = `${name}(${parametersOf(declaration)}): ${inner ?? result}`
    return inner === undefined ? call : `yield* ${call}`
}

/** What is called: the declaration itself, or the function that a constant holds. */
function calledBy(declaration: ts.Declaration): ts.SignatureDeclaration | undefined {
    if (
        ts.isFunctionDeclaration(declaration) ||
        ts.isMethodDeclaration(declaration) ||
        ts.isMethodSignature(declaration)
    ) {
        return declaration
    }
    const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
    return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined
}

/** The declarations of a function that callers see: its overloads, or the only one. */
function signatures(symbol: ts.Symbol): ts.SignatureDeclaration[] {
    const all = (symbol.declarations ?? []).map(calledBy).filter(each => each !== undefined)
    const overloads = all.filter(each => !('body' in each) || each.body === undefined)
    return overloads.length > 0 ? overloads : all
}

/** The calls of a function, one for each overload. */
export function callsOf({ name, symbol, declaration }: ApiName, checker: ts.TypeChecker): string[] {
    if (ts.isVariableDeclaration(declaration) && declaration.type !== undefined) {
        // Its type says how it is called, and not what it holds.
        const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope
        const type = checker.getTypeOfSymbolAtLocation(symbol, declaration)
        return type.getCallSignatures().map(each => {
            const call = name + checker.signatureToString(each, declaration, flags)
            const [, inputs, result = ''] = /^(.*\)): ((?:Fiber|Op|Blocking)\b.*)$/.exec(call) ?? []
            const inner = awaited(result)
            return inner === undefined ? call : `yield* ${inputs}: ${inner}`
        })
    }
    return signatures(symbol).map(declaration => callOf(name, declaration, checker))
}

/** Whether a call of it is to be driven with `yield*`. */
export function suspends(entry: ApiName, checker: ts.TypeChecker): boolean {
    return entry.kind === 'function' && callsOf(entry, checker).some(call => call.startsWith('yield* '))
}

/** The value of a constant as code; empty if it says nothing here. */
export function valueCode({ symbol, declaration }: ApiName, checker: ts.TypeChecker): string {
    const initializer = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
    const type = checker.getTypeOfSymbolAtLocation(symbol, declaration)
    const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
    if (!isConstant || initializer === undefined) {
        return checker.typeToString(type)
    }
    if (ts.isLiteralExpression(initializer) || !type.isLiteral()) {
        const text = flat(initializer)
        return text.length <= 60 && !/[{[(]/.test(text) ? text : ''
    }
    return typeof type.value === 'string' ? `'${type.value}'` : String(type.value)
}

/** The code of a type: its name, and what it stands for. */
export function typeCode({ name, declaration }: ApiName): { readonly head: string; readonly body: string } {
    const alias = declaration as ts.TypeAliasDeclaration
    return { head: `${name}${generics(alias)}`, body: flat(alias.type) }
}

/** `class RbTree<T> extends Base<T>`, without the body. */
export function headCode({ name, kind, declaration }: ApiName): string {
    const owner = declaration as Owner
    const bases = owner.heritageClauses?.map(clause => ` ${flat(clause)}`).join('') ?? ''
    return `${kind} ${name}${generics(owner)}${bases}`
}

function isVisible(member: ts.Declaration): boolean {
    const name = ts.getNameOfDeclaration(member)
    const isNamed = name === undefined || ts.isIdentifier(name)
    return isNamed && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) === 0
}

function memberCode(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
    const declaration = symbol.declarations![0]!
    const calls = signatures(symbol).map(each => callOf(name, each, checker))
    const prefix = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Protected) === 0 ? '' : 'protected '
    if (calls.length > 0) {
        return calls.map(call => prefix + call)
    }
    const optional = (symbol.flags & ts.SymbolFlags.Optional) === 0 ? '' : '?'
    const written = (declaration as ts.PropertyDeclaration | ts.GetAccessorDeclaration).type
    const type = written === undefined ? checker.typeToString(checker.getTypeOfSymbol(symbol)) : flat(written)
    return [`${prefix}${name}${optional}: ${type}`]
}

/** The constructor, and the fields that its parameters declare. */
function constructed(entry: ApiName, declaration: ts.ConstructorDeclaration, checker: ts.TypeChecker): Member[] {
    const fields = declaration.parameters
        .filter(parameter => ts.isParameterPropertyDeclaration(parameter, declaration) && isVisible(parameter))
        .map(parameter => checker.getSymbolAtLocation(parameter.name)!)
        .flatMap(symbol => memberCode(symbol.name, symbol, checker).map(code => ({ code, symbol })))
    const { symbol } = declaration as ts.ConstructorDeclaration & { readonly symbol: ts.Symbol }
    const code = `new ${entry.name}(${parametersOf(declaration)})`
    return [...(isVisible(declaration) ? [{ code, symbol }] : []), ...fields]
}

/** What a class or interface extends, as far as it is one of the project's; nearest first. */
function basesOf(owner: Owner, checker: ts.TypeChecker): Owner[] {
    const clauses = owner.heritageClauses?.filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) ?? []
    return clauses
        .flatMap(({ types }) => types)
        .flatMap(({ expression }) => checker.getTypeAtLocation(expression).symbol?.declarations ?? [])
        .filter(declaration => ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration))
        .filter(declaration => !declaration.getSourceFile().isDeclarationFile)
}

/** The members that a class or interface declares itself and that others see, by name. */
function declaredIn(owner: Owner, checker: ts.TypeChecker): Map<string, ts.Symbol> {
    const named = new Map<string, ts.Symbol>()
    for (const member of owner.members) {
        const symbol = member.name === undefined ? undefined : checker.getSymbolAtLocation(member.name)
        // An override without a comment is as its base says, such as the name of an error.
        const isKnown = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Override) !== 0 && !hasComment(member)
        if (symbol !== undefined && isVisible(member) && !isKnown) {
            named.set(symbol.name, symbol)
        }
    }
    return named
}

/** The same with the members of bases that have no entry of their own: those first, since they are what it begins with. */
function declaredBy(owner: Owner, checker: ts.TypeChecker, isListed: IsListed): Map<string, ts.Symbol> {
    const inherited = basesOf(owner, checker)
        .filter(base => !isListed(checker.getSymbolAtLocation(base.name!)!))
        .flatMap(base => [...declaredBy(base, checker, isListed)])
    return new Map([...inherited, ...declaredIn(owner, checker)])
}

/** What users of a class or interface see of it: how it is made, then its members in the order of the source. */
export function membersOf(entry: ApiName, checker: ts.TypeChecker, isListed: IsListed = () => false): Member[] {
    const owner = entry.declaration as Owner
    const made = owner.members
        .filter(member => ts.isConstructorDeclaration(member))
        .flatMap(each => constructed(entry, each, checker))
    const declared = [...declaredBy(owner, checker, isListed).values()].flatMap(symbol => {
        const isStatic = (ts.getCombinedModifierFlags(symbol.declarations![0]!) & ts.ModifierFlags.Static) !== 0
        const name = isStatic ? `${entry.name}.${symbol.name}` : symbol.name
        return memberCode(name, symbol, checker).map(code => ({ code, symbol }))
    })
    return [...made, ...declared].filter(({ symbol }) => !isInternal(symbol, checker))
}

function hasComment(node: ts.Node): boolean {
    return ts.getJSDocCommentsAndTags(node).length > 0
}
