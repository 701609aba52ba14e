/*
    trace.ts -- A receiver that writes down what the parser tells it.
*/

import { type JsonReceiver, type ParserOptions, parseInto } from '../../../services/json/index.js'

class Trace implements JsonReceiver {
    readonly lines: string[] = []

    constructor(readonly text: string) {}

    open(name: string | null, isArray: boolean, at: number): void {
        this.#note(isArray ? '[' : '{', name, '', at)
    }

    close(at: number): void {
        this.lines.push(`close @${at}`)
    }

    string(name: string | null, value: string, at: number): void {
        this.#note('string', name, value, at)
    }

    primitive(name: string | null, start: number, end: number): void {
        this.#note('primitive', name, this.text.slice(start, end), start)
    }

    regexp(name: string | null, start: number, end: number): void {
        this.#note('regexp', name, this.text.slice(start, end), start)
    }

    #note(kind: string, name: string | null, value: string, at: number): void {
        this.lines.push([kind, name === null ? '' : `${name}:`, value, `@${at}`].filter(part => part !== '').join(' '))
    }
}

/** What the parser tells of a text. */
export function trace(text: string, options?: ParserOptions): string[] {
    const receiver = new Trace(text)
    parseInto(text, receiver, options)
    return receiver.lines
}
