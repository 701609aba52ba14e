/*
    snippets.ts -- For the tests of the rules: texts that use a small model of the runtime's types, and what a rule says about them.
*/

import { memoryProject } from '../program.js'
import { lint } from './lint.js'
import type { Rule } from './rule.js'

const FIBER = `
declare const suspendBrand: unique symbol
declare const resumeBrand: unique symbol
export interface Suspend { readonly [suspendBrand]: never }
export interface Resume { readonly [resumeBrand]: never }
export type Fiber<T = void> = Generator<Suspend, T, Resume>
export interface Op<out T> { [Symbol.iterator](): Iterator<Suspend, T, Resume> }
export interface Task<T> { join(): Op<T>; cancel(): void }
export declare function spawn<T>(fn: () => Fiber<T> | Op<T>): Task<T>
export declare function sleep(ms: number): Op<void>
export declare function all<T>(operations: readonly (Op<T> | Fiber<T>)[]): Op<T[]>
export declare const suspend: Suspend
export declare class Read implements Op<number> {
    next(move?: unknown): IteratorResult<Suspend, number>
    [Symbol.iterator](): this
}
export declare class Socket { read(): Read; write(data: string): Fiber<number>; close(): void }
export declare function on(event: string, listener: () => void): void
export declare function log(...values: unknown[]): void
`

const HEAD =
    "import { all, log, on, sleep, spawn, suspend, type Fiber, type Op, type Read, type Socket } from './fiber.js'\n" +
    'declare const sock: Socket\ndeclare const items: string[]\ndeclare let flag: boolean\n'

/**
 * Check a text with one rule.
 *
 * @returns one entry a finding: the line of the text that it points to, from the column on, without the spaces around
 */
export function findings(rule: Rule, text: string): string[] {
    const source = HEAD + text
    const lines = source.split('\n')
    return lint(memoryProject({ 'fiber.ts': FIBER, 'snippet.ts': source }), [rule]).map(({ line, column }) =>
        (lines[line - 1] ?? '').slice(column - 1).trim(),
    )
}

/** The messages of the findings of one rule in a text. */
export function messages(rule: Rule, text: string): string[] {
    return lint(memoryProject({ 'fiber.ts': FIBER, 'snippet.ts': HEAD + text }), [rule]).map(({ message }) => message)
}
