/*
    source.ts -- The text of a function, as an expression that another thread can evaluate.
*/

import { Script } from 'node:vm'
import { ThreadError } from './errors.js'

/** By function: inline functions of a loop are looked at once each, named ones once in all. */
const known = new WeakMap<object, string>()

/**
 * An expression that gives a copy of `fn` without its outer variables. Throws `THREAD_FUNCTION` where there is none: for
 * native and bound functions, private methods, and generator functions, whose result could not be sent back.
 */
export function expressionOf(fn: (...args: never[]) => unknown): string {
    let expression = known.get(fn)
    if (expression === undefined) {
        expression = find(fn)
        known.set(fn, expression)
    }
    return expression
}

function find(fn: (...args: never[]) => unknown): string {
    if (/Generator/.test(Object.prototype.toString.call(fn))) {
        throw refusal(fn, 'it is a generator function, wanted a plain or an async one')
    }
    const text = Function.prototype.toString.call(fn)
    if (text.endsWith('{ [native code] }')) {
        throw refusal(fn, 'it has no source text, wanted a function that is neither native nor bound')
    }
    const plain = `(${text})`
    if (compiles(plain)) {
        return plain
    }
    // The text of a method, `hash(x) {...}` or `async hash(x) {...}`, is no expression by itself.
    const method = `(object => object[Reflect.ownKeys(object)[0]])({ ${text} })`
    if (compiles(method)) {
        return method
    }
    throw refusal(fn, 'its text has no meaning outside its class, wanted a function or a public method')
}

function compiles(expression: string): boolean {
    try {
        new Script(strict(expression))
        return true
    } catch {
        return false
    }
}

/** The expression as a program in strict mode, which modules and classes are always in. */
export function strict(expression: string): string {
    return `'use strict';${expression}`
}

function refusal(fn: { readonly name: string }, reason: string): ThreadError {
    return new ThreadError('THREAD_FUNCTION', `Cannot offload ${fn.name || 'a function'}: ${reason}`)
}
