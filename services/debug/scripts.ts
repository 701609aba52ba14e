/*
    scripts.ts -- What the stepper asks of the scripts of the program: their URLs and texts, the places at which V8 can stop.
*/

import type { CallFrame, Location, Send } from './cdp.js'
import { handlersAt } from './handlers.js'

/** The scripts of a program. */
export class Scripts {
    readonly #send: Send
    readonly #texts = new Map<string, Promise<string>>()
    /** URLs by the number of the script, as the endpoint hears of them. */
    readonly urls = new Map<string, string>()

    constructor(send: Send) {
        this.#send = send
    }

    /** Texts were changed while the program runs. */
    forget(): void {
        this.#texts.clear()
    }

    /** Where V8 can stop; in one function only, or up to `end`. */
    async places(start: Location, restrictToFunction: boolean, end?: Location): Promise<Location[]> {
        const { locations } = await this.#send<{ locations: Location[] }>('Debugger.getPossibleBreakpoints', {
            start,
            restrictToFunction,
            ...(end === undefined ? {} : { end }),
        })
        return locations
    }

    /** Whether a place is within a statement rather than at its beginning. */
    async isWithin({ scriptId, lineNumber, columnNumber }: Location): Promise<boolean> {
        const begin = { scriptId, lineNumber, columnNumber: 0 }
        const places = await this.places(begin, false, { scriptId, lineNumber: lineNumber + 1, columnNumber: 0 })
        return places.find(place => place.columnNumber === columnNumber)?.type === 'call'
    }

    /** Whether a place is a statement `debugger`. */
    async isDebugger(location: Location): Promise<boolean> {
        const text = await this.#text(location.scriptId)
        return text.startsWith('debugger', offsetOf(text, location))
    }

    /** Whether a function has a `finally`, from whose end V8 may lose its way. */
    async hasFinally({ functionLocation }: CallFrame): Promise<boolean> {
        if (functionLocation === undefined) {
            return false
        }
        const { scriptId, lineNumber } = functionLocation
        const last = (await this.places(functionLocation, true)).at(-1) ?? functionLocation
        const text = await this.#text(scriptId)
        const end = offsetOf(text, { scriptId, lineNumber: last.lineNumber + 1 })
        return /\bfinally\b/.test(text.slice(offsetOf(text, { scriptId, lineNumber }), end))
    }

    /** Whether a call catches what is thrown in it. */
    async catches(frame: CallFrame): Promise<boolean> {
        return (await this.#handlers(frame)).some(({ kind }) => kind === 'catch')
    }

    /** The first place in a call behind something that is thrown in it; null: it has no `catch` and no `finally`. */
    async landing(frame: CallFrame): Promise<Location | null> {
        const [handler] = await this.#handlers(frame)
        if (handler === undefined) {
            return null
        }
        const { scriptId } = frame.location
        const before = (await this.#text(scriptId)).slice(0, handler.begin).split('\n')
        const start = { scriptId, lineNumber: before.length - 1, columnNumber: before.at(-1)!.length }
        return (await this.places(start, true))[0] ?? null
    }

    async #handlers({ functionLocation, location }: CallFrame) {
        if (functionLocation === undefined) {
            return []
        }
        const text = await this.#text(location.scriptId)
        return handlersAt(text, offsetOf(text, functionLocation), offsetOf(text, location))
    }

    #text(scriptId: string): Promise<string> {
        let text = this.#texts.get(scriptId)
        if (text === undefined) {
            text = this.#send<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId }).then(
                ({ scriptSource }) => scriptSource,
            )
            this.#texts.set(scriptId, text)
        }
        return text
    }
}

function offsetOf(text: string, { lineNumber, columnNumber = 0 }: Location): number {
    let offset = 0
    for (let line = 0; line < lineNumber; line++) {
        const end = text.indexOf('\n', offset)
        if (end < 0) {
            return text.length
        }
        offset = end + 1
    }
    return offset + columnNumber
}
