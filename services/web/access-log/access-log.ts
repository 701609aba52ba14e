/*
    access-log.ts -- AccessLog: a file with a line for each request.

    A host without one has none of this: connections look at one field, which is null. Writing never waits and never fails a
    request: lines are collected and written in the background, and what a full disk does not take is counted and dropped.
*/

import { expandPath, LogDestination, type LogStatistics, textOf } from '../../../fiber/index.js'
import type { WebSettings } from '../config/index.js'
import { WebError } from '../errors.js'
import { type AccessEntry, combinedLine, commonLine, jsonLine } from './line.js'

/** What the configuration says of it. */
export type AccessLogSettings = WebSettings['accessLog']

const formats: Readonly<Record<AccessLogSettings['format'], (entry: AccessEntry) => string>> = {
    ...{ common: commonLine, combined: combinedLine, json: jsonLine },
}

/** The access log of a host. */
export class AccessLog {
    readonly path: string
    readonly #settings: AccessLogSettings
    readonly #lineOf: (entry: AccessEntry) => string
    #destination: LogDestination | null = null
    /** It cannot be opened, which was told, or it was closed. */
    #ended = false

    /** `path` is that of the settings, which have one. */
    constructor(path: string, settings: AccessLogSettings) {
        this.path = expandPath(path)
        this.#settings = settings
        this.#lineOf = formats[settings.format]
    }

    /** Opens the file. Throws `WEB_CONFIG` if that is not possible. */
    open(): void {
        this.#ended = false
        this.#destination ??= this.#open()
    }

    /** Lines that come later are dropped. */
    close(): void {
        this.#ended = true
        this.#destination?.close()
        this.#destination = null
    }

    /** Adds the line of a request. A host that serves without having been started opens the file here. */
    write(entry: AccessEntry): void {
        if (this.#destination === null && !this.#ended) {
            this.#ended = true
            this.#destination = this.#open()
        }
        this.#destination?.write(this.#lineOf(entry))
    }

    /** Counters; null: it is not open. */
    statistics(): LogStatistics | null {
        return this.#destination?.statistics() ?? null
    }

    #open(): LogDestination {
        const { size, files } = this.#settings
        try {
            return new LogDestination(this.path, { size, count: files })
        } catch (cause) {
            throw new WebError('WEB_CONFIG', `Cannot open the access log ${this.path}: ${textOf(cause)}`, { cause })
        }
    }
}
