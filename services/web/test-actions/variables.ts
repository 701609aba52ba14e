/*
    variables.ts -- Test actions that answer with variables of the request, or in many pieces. Source: spec web-test-actions.md §2.
*/

import type { Fiber } from '../../../fiber/index.js'
import { escapeHtml } from '../escape-html.js'
import type { Web } from '../web.js'
import { requestText } from './show.js'

const EVENTS = 100

/** Digits of a line number. */
const WIDTH = 10

/** So many lines as the variable `count` of the body says, each in a chunk. */
export function* bulk(web: Web): Fiber<void> {
    const count = Number.parseInt(web.getVar('count', '100'), 10)
    for (let i = 0; i < count; i++) {
        yield* web.writeChunk(`Hello World ${String(i).padStart(WIDTH, '0')}\n`)
    }
}

/** A hundred server-sent events. */
export function* events(web: Web): Fiber<void> {
    for (let i = 0; i < EVENTS; i++) {
        yield* web.writeEvent(0, 'test', `Event ${i}`)
    }
}

/** A form, filled with what was sent, and the request. */
export function* form(web: Web): Fiber<void> {
    web.addHeader('Cache-Control', 'no-cache')
    const [name, address] = [web.getVar('name', ''), web.getVar('address', '')].map(escapeHtml)
    for (const text of [
        '<html><head><title>form.esp</title></head>\n',
        "<body><form name='details' method='post' action='form'>\n",
        `Name <input type='text' name='name' value='${name}'>\n`,
        `Address <input type='text' name='address' value='${address}'>\n`,
        "<input type='submit' name='submit' value='OK'></form>\n\n",
        '<h3>Request Details</h3>\n\n',
        '<pre>\n',
        requestText(web),
        '</pre>\n</body>\n</html>\n',
    ]) {
        yield* web.writeChunk(text)
    }
}
