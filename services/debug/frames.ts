/*
    frames.ts -- The user's calls on a stack.
*/

import type { CallFrame } from './cdp.js'
import { isRuntime } from './inside.js'

/** Whether a call is the user's. */
export function isUser(frame: CallFrame): boolean {
    return frame.url !== '' && !isRuntime(frame.url)
}

/** The calls of the running fiber above the runtime's `resume`; null outside fibers. */
export function fiberFrames(frames: readonly CallFrame[]): CallFrame[] | null {
    const end = frames.findIndex(frame => frame.functionName === 'resume' && isRuntime(frame.url))
    return end < 0 ? null : frames.slice(0, end).filter(isUser)
}
