/*
    live.js -- The stream of events that the agent sends. By fetch and not by EventSource, which does not tell what status a refusal has.
*/

import { checked } from './ask.js'

/** Milliseconds without an event after which the agent does not answer. */
const patience = 5000

/** Milliseconds before the next attempt: after a failure, and after a stream that has ended in order. */
const pause = 1000
const breath = 200

/**
 * Receives until `close`, again and again. `handlers`: `begin()` of each stream; `event(name, value)`; `lost(error)`, before another attempt; `refused(error)`, when
 * a login is wanted: nothing more comes until `open`.
 */
export class Live {
    #path
    #handlers
    #abort = null
    #timer

    constructor(path, handlers) {
        this.#path = path
        this.#handlers = handlers
    }

    /** Begins, if it has not. */
    open() {
        if (this.#abort === null) {
            this.#abort = new AbortController()
            this.#run(this.#abort)
        }
    }

    /** Ends it. */
    close() {
        clearTimeout(this.#timer)
        this.#abort?.abort()
        this.#abort = null
    }

    async #run(abort) {
        let error = null
        try {
            this.#watch(abort)
            const response = await fetch(this.#path, { cache: 'no-store', signal: abort.signal })
            await checked(response)
            this.#handlers.begin()
            for await (const [name, data] of events(response.body)) {
                this.#watch(abort)
                this.#handlers.event(name, JSON.parse(data))
            }
        } catch (thrown) {
            error = thrown
        }
        if (this.#abort !== abort) {
            return
        }
        this.close()
        if (error?.status === 401 || error?.status === 403) {
            this.#handlers.refused(error)
            return
        }
        if (error !== null) {
            this.#handlers.lost(error)
        }
        // Where it has ended in order the agent wants to see who it is, or starts again.
        this.#timer = setTimeout(() => this.open(), error === null ? breath : pause)
    }

    /** From now on the agent has some time to say something. */
    #watch(abort) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => {
            if (this.#abort === abort) {
                this.close()
                this.#handlers.lost(new Error('silence'))
                this.open()
            }
        }, patience)
    }
}

/** Name and data of each event. */
async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
        const { value, done } = await reader.read()
        if (done) {
            return
        }
        text += value
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
            const lines = text.slice(0, end).split('\n')
            text = text.slice(end + 2)
            const field = name => lines.filter(line => line.startsWith(name)).map(line => line.slice(name.length))
            const data = field('data: ')
            if (data.length > 0) {
                yield [field('event: ')[0] ?? 'message', data.join('\n')]
            }
        }
    }
}
