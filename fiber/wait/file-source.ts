/*
    file-source.ts -- A file or directory as a source of waits: modified when its content or name has changed.
*/

import { type FSWatcher, watch } from 'node:fs'
import { R_MODIFIED } from './events.js'
import type { SourceListener, WaitSource } from './source.js'

/** Watches a path, or listens to a watcher that somebody else has and closes. */
export class FileSource implements WaitSource {
    readonly #watcher: FSWatcher
    readonly #isOurs: boolean
    #isModified = false
    #listener: SourceListener | null = null

    /** Throws Node's error if the path cannot be watched. */
    constructor(source: string | FSWatcher) {
        this.#isOurs = typeof source === 'string'
        this.#watcher = typeof source === 'string' ? watch(source) : source
    }

    start(listener: SourceListener): void {
        this.#listener = listener
        this.#watcher.on('change', this.#onChange)
        // A watcher that breaks tells of a change too: whoever looks sees what has become of the file.
        this.#watcher.on('error', this.#onChange)
    }

    look(mask: number): number {
        const events = this.#isModified ? R_MODIFIED & mask : 0
        if (events !== 0) {
            this.#isModified = false
        }
        return events
    }

    stop(): void {
        this.#watcher.off('change', this.#onChange)
        if (this.#isOurs) {
            this.#watcher.close()
        } else {
            this.#watcher.off('error', this.#onChange)
        }
    }

    readonly #onChange = (): void => {
        this.#isModified = true
        this.#listener?.sourceChanged()
    }
}

/** Whether a value is what `fs.watch` returns. */
export function isFsWatcher(value: unknown): value is FSWatcher {
    const watcher = value as Partial<FSWatcher> | null
    return typeof value === 'object' && typeof watcher?.close === 'function' && typeof watcher.on === 'function'
}
