/*
    blocking.ts -- Recognises, by its type, what may stand to the right of `yield*`: an operation or a fiber.

    The mark is what the iterator yields: a type named `Suspend`. The name, not the declaration, so that the rules also work
    in an extension, which sees the runtime through its compiled declarations.
*/

import ts from 'typescript-api'

/** The parts of a union, or the type alone. */
export function parts(type: ts.Type): readonly ts.Type[] {
    return type.isUnion() ? type.types : [type]
}

function isSuspend(type: ts.Type): boolean {
    return type.getSymbol()?.name === 'Suspend' || type.aliasSymbol?.name === 'Suspend'
}

/** The types that calls of this type may return. */
export function returns(checker: ts.TypeChecker, type: ts.Type): ts.Type[] {
    return parts(checker.getNonNullableType(type)).flatMap(part =>
        checker.getSignaturesOfType(part, ts.SignatureKind.Call).map(signature => signature.getReturnType()),
    )
}

function typeOfMember(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type | undefined {
    const symbol = type.getProperty(name)
    return symbol === undefined ? undefined : checker.getTypeOfSymbol(symbol)
}

/** The type of `[Symbol.iterator]`, whose internal name ends in a number of the compiler's choice. */
function typeOfIteratorMember(checker: ts.TypeChecker, type: ts.Type): ts.Type | undefined {
    const symbol = type.getProperties().find(property => property.name.startsWith('__@iterator'))
    return symbol === undefined ? undefined : checker.getTypeOfSymbol(symbol)
}

/** Whether `next()` of this iterator may give a `Suspend`. */
function suspends(checker: ts.TypeChecker, iterator: ts.Type): boolean {
    const next = typeOfMember(checker, iterator, 'next')
    return (
        next !== undefined &&
        returns(checker, next)
            .flatMap(parts)
            .some(result => {
                const value = typeOfMember(checker, result, 'value')
                return value !== undefined && parts(value).some(isSuspend)
            })
    )
}

/** The work of `isBlocking` is the same for each place where a type occurs. */
const known = new WeakMap<ts.Type, boolean>()

function partIsBlocking(checker: ts.TypeChecker, type: ts.Type): boolean {
    if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.TypeParameter)) === 0) {
        return false
    }
    let blocking = known.get(type)
    if (blocking === undefined) {
        const apparent = checker.getApparentType(type)
        const iterator = typeOfIteratorMember(checker, apparent)
        blocking = iterator !== undefined && returns(checker, iterator).some(result => suspends(checker, result))
        known.set(type, blocking)
    }
    return blocking
}

/** Whether a value of this type may be an operation or a fiber. */
export function mayBlock(checker: ts.TypeChecker, type: ts.Type): boolean {
    return parts(type).some(part => partIsBlocking(checker, part))
}

/** Whether each value of this type is an operation or a fiber. */
export function isBlocking(checker: ts.TypeChecker, type: ts.Type): boolean {
    return parts(type).every(part => partIsBlocking(checker, part))
}

/** Whether a value of this type may be a list of operations or fibers, such as the result of `items.map(work)`. */
export function mayHoldBlocking(checker: ts.TypeChecker, type: ts.Type): boolean {
    return parts(type).some(part => {
        const element = checker.isArrayLikeType(part) ? part.getNumberIndexType() : undefined
        return element !== undefined && mayBlock(checker, element)
    })
}
