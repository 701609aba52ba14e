/*
    register.ts -- The table of the test actions. Source: spec web-test-actions.md §1.
*/

import { Logger } from '../../../fiber/index.js'
import type { WebHost } from '../host.js'
import type { WebHandler } from '../web.js'
import { divide, dereference, recurse } from './faults.js'
import { cookie, session, signed, xsrf } from './identity.js'
import { put, stream } from './input.js'
import { buffer, failure, success } from './output.js'
import { show } from './show.js'
import { upload } from './upload.js'
import { bulk, events, form } from './variables.js'
import { ws } from './ws.js'

const log = new Logger('test')

/** In the order of their registration; no name is the beginning of another. */
const actions: readonly (readonly [name: string, fn: WebHandler])[] = [
    ['event', events],
    ['form', form],
    ['bulk', bulk],
    ['error', failure],
    ['success', success],
    ['bench', success],
    ['put', put],
    ['show', show],
    ['stream', stream],
    ['upload', upload],
    ['ws', ws],
    ['session', session],
    ['cookie', cookie],
    ['xsrf', xsrf],
    ['sig', signed],
    ['buffer', buffer],
    ['recurse', recurse],
    ['crash/null', dereference],
    ['crash/divide', divide],
]

/** Adds all of them below `prefix`, for everybody, and tells the log. */
export function registerTestActions(host: WebHost, prefix: string): void {
    log.info(`Development test actions are enabled below ${prefix}: never do this in production`)
    for (const [name, fn] of actions) {
        host.addAction(`${prefix}/${name}`, fn)
    }
}
