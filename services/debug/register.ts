/*
    register.ts -- `node --import ioto-fiber/debug app.js`: debugs that program. Settings are in the environment: IOTO_DEBUG_PORT
    (default 9229), IOTO_DEBUG_BREAK=1 (wait for a debugger, stop at the first statement), IOTO_DEBUG_FORCE=1 (also in the profile
    prod, as IOTO_PROFILE or NODE_ENV say).
*/

import { isMainThread } from 'node:worker_threads'
import { startDebugging } from './start.js'

// Workers of the program inherit the option.
if (isMainThread) {
    const { IOTO_DEBUG_PORT, IOTO_DEBUG_BREAK, IOTO_DEBUG_FORCE, IOTO_PROFILE, NODE_ENV } = process.env
    const prod = IOTO_PROFILE === 'prod' || NODE_ENV === 'production'
    await startDebugging({
        port: Number(IOTO_DEBUG_PORT ?? 9229),
        break: IOTO_DEBUG_BREAK === '1',
        force: IOTO_DEBUG_FORCE === '1',
        ...(prod ? { profile: 'prod' } : {}),
    })
}
