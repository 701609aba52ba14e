/*
    events.ts -- What a WebHost tells its application beside responses: failures, refusals, broken requests.
*/

import { randomBytes } from 'node:crypto'
import { type Address, isLogged, Logger, machineFault, textOf, writeLog } from '../../fiber/index.js'
import type { HttpErrorCode } from '../http/index.js'
import type { WebErrorCode } from './errors.js'
import { visible, visibleLines } from './visible.js'

const SOURCE = 'web'
const log = new Logger(SOURCE)

/** `error`: the application or the server is at fault; `info`: the life of the host; `trace`: what clients do wrong. */
export type EventLevel = 'error' | 'info' | 'trace'

/** Something that happened. */
export interface WebEvent {
    readonly level: EventLevel
    /** Key of the error catalogue of services/web or services/http; null for what is no error. */
    readonly code: WebErrorCode | HttpErrorCode | null
    readonly message: string
    /** What a handler threw. */
    readonly error?: unknown
    /** What the response calls the failure by. */
    readonly reference?: string
    /** Number of the connection; 0: none. */
    readonly conn: number
    readonly remote: Address | null
    /** Method and path of the request; empty: none was read. */
    readonly method: string
    readonly path: string
}

/** Gets the events of a host. Must not throw. */
export type WebReporter = (event: WebEvent) => void

/** The default: events go to the log of the process, source `web`; errors to standard error where nobody takes the log. */
export function logEvent(event: WebEvent): void {
    const { level } = event
    if (isLogged(level, SOURCE)) {
        if (level === 'error') {
            writeLog(level, SOURCE, describeEvent(event))
        } else {
            log.log(level, describeEvent(event))
        }
    }
}

/** An event as one text. */
function describeEvent({ message, error, reference, method, path }: WebEvent): string {
    // Decoded paths may have line ends, and so may what handlers make of what clients send.
    const request = path === '' ? '' : ` (${method} ${JSON.stringify(path)})`
    const mark = reference === undefined ? '' : `, reference ${reference}`
    const cause =
        error === undefined || (isSentence(error) && message.includes(textOf(error)))
            ? ''
            : `: ${visibleLines(tell(error))}`
    return `${visible(message)}${request}${mark}${cause}`
}

/** Of an error, what helps to find its cause: where it was thrown, unless the machine is at fault. */
export function tell(error: unknown): string {
    return error instanceof Error && !isSentence(error) ? (error.stack ?? error.message) : textOf(error)
}

function isSentence(error: unknown): boolean {
    return machineFault(error) !== null
}

/** Letters of references: none can be taken for another (spec web.md §2.4). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A name for one failure, to be found again in the log: 12 random characters. */
export function makeReference(): string {
    return Array.from(randomBytes(12), byte => letters[byte & 31]).join('')
}
