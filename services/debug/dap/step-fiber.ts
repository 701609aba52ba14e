/*
    step-fiber.ts -- A step as editors ask for it: of any fiber. One that waits is stepped by waiting for it: the program goes on until
    that fiber is resumed, wherever in its calls that is.
*/

import { DebugError } from '../errors.js'
import type { DebugSession } from '../session/index.js'
import type { StepKind } from '../stepper.js'

/** Makes a step of a fiber (0: of what runs outside of fibers). Throws `DEBUG_COMMAND`. */
export async function stepFiber(session: DebugSession, fiber: number, kind: StepKind): Promise<void> {
    const { stop } = session
    if (stop === null) {
        throw new DebugError('DEBUG_COMMAND', 'Cannot step: the program runs')
    }
    if (fiber === stop.fiber) {
        await session.step(kind)
        return
    }
    const frames = await session.frames(fiber)
    if (frames.length === 0) {
        throw new DebugError('DEBUG_COMMAND', `Cannot step fiber ${fiber}: it has not begun, wanted a breakpoint`)
    }
    const places = await Promise.all(frames.map(frame => session.placesOf(frame)))
    const switches = await session.value<number>('__fdbg.switches()')
    await session.runTo(places.flat(), `__fdbg.woken(${fiber}, ${switches})`)
}
