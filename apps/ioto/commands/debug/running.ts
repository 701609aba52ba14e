/*
    running.ts -- Commands that let the program go on.
*/

import { type Place, RunningFrame } from '../../../../services/debug/index.js'
import { Failure } from '../../subcommand.js'
import { type Command, numberOf } from './command.js'
import type { Debugger } from './debugger.js'
import { frameName } from './describe.js'
import { targetOf } from './location.js'

/** Does something so many times as a word says, as long as the program stops for no other reason. */
async function times(debug: Debugger, rest: string, move: () => Promise<void>): Promise<void> {
    const count = rest === '' ? 1 : numberOf(rest, 'count')
    for (let i = 0; i < count; i++) {
        await move()
        if (debug.program?.session.stop?.reason !== 'step') {
            return
        }
    }
}

async function step(debug: Debugger, kind: 'over' | 'into', rest: string): Promise<void> {
    await times(debug, rest, async () => {
        if (debug.isRunning) {
            await debug.go(session => session.step(kind))
        } else {
            await whenItGoesOn(debug)
        }
    })
}

/** A fiber that waits is stepped by waiting for it. */
async function whenItGoesOn(debug: Debugger): Promise<void> {
    const { session, fiber, frames } = debug
    if (frames.length === 0) {
        throw new Failure(`Cannot step: fiber ${fiber} has not begun, wanted a breakpoint`)
    }
    const switches = await session.value<number>('__fdbg.switches()')
    const places = await placesOf(debug, frames.length, 0)
    await debug.go(() => session.runTo(places, `__fdbg.woken(${fiber}, ${switches})`))
}

/** All places of some calls of the selected fiber. */
async function placesOf({ session, frames }: Debugger, count: number, from: number): Promise<Place[]> {
    const places = await Promise.all(frames.slice(from, from + count).map(frame => session.placesOf(frame)))
    return places.flat()
}

/** Goes on until a call has returned, or further down in it. */
async function until(debug: Debugger): Promise<void> {
    const frame = debug.needFrame()
    if (!(frame instanceof RunningFrame) || debug.fiber === 0) {
        await step(debug, 'over', '')
        return
    }
    const { line } = { line: frame.call.location.lineNumber }
    const own = (await debug.session.placesOf(frame)).filter(place => place.line > line)
    const { level, frames, fiber } = debug
    const places = own.concat(await placesOf(debug, frames.length, level + 1))
    await debug.go(session => session.runTo(places, `__fdbg.at(${fiber}, ${frames.length - level})`))
}

async function advance(debug: Debugger, rest: string): Promise<void> {
    const target = targetOf(debug, rest)
    const { session, fiber } = debug
    void debug.stop
    const places: Place[] = []
    for (const script of session.sources.all()) {
        places.push(...(await session.breakpoints.places({ target }, script)))
    }
    if (places.length === 0) {
        throw new Failure(`No code at ${rest}`)
    }
    const callers = await placesOf(debug, debug.frames.length, debug.level + 1)
    const depth = debug.frames.length - debug.level
    const condition = fiber === 0 ? '' : `__fiber === ${fiber}`
    const end = { condition: `__fdbg.at(${fiber}, ${depth - 1})` }
    await session.trap(end, callers)
    try {
        await debug.go(() => session.runTo(places, condition))
    } finally {
        if (!session.closed) {
            await session.untrap(end)
        }
    }
}

async function finish(debug: Debugger): Promise<void> {
    const frame = debug.needFrame()
    const { level, frames, fiber, session } = debug
    if (level + 1 >= frames.length) {
        throw new Failure(`Cannot finish ${frame.name || 'the module'}: nothing has called it, wanted continue`)
    }
    debug.screen.say(`Run until #${level}  ${await frameName(session, frame)} returns`)
    if (level === 0 && debug.isRunning) {
        await debug.go(() => session.step('out'))
        const { returned = null, reason } = session.stop ?? {}
        if (returned !== null && returned.type !== 'undefined' && reason === 'step') {
            debug.screen.say(`Value returned is ${await session.show(returned, 4)}`)
        }
        return
    }
    const places = await placesOf(debug, frames.length, level + 1)
    await debug.go(() => session.runTo(places, `__fdbg.at(${fiber}, ${frames.length - level - 1})`))
}

/** Commands that let the program go on. */
export const running: readonly Command[] = [
    {
        names: ['run', 'r'],
        usage: '[ARGS]',
        help: 'Begin the program, also if it runs. Arguments are kept for the next time.',
        examples: ['run', 'run --listen http://127.0.0.1:8080'],
        async run(debug, rest) {
            setArguments(debug, rest)
            await debug.start(false)
        },
    },
    {
        names: ['start'],
        usage: '[ARGS]',
        help: 'Begin the program, and stop at its first statement.',
        async run(debug, rest) {
            setArguments(debug, rest)
            await debug.start(true)
        },
    },
    {
        names: ['continue', 'c', 'fg'],
        usage: '[N]',
        help: 'Go on until something stops the program. With N, the breakpoint that has stopped it is left out N - 1 times.',
        repeats: true,
        async run(debug, rest) {
            if (rest !== '') {
                const count = numberOf(rest, 'count')
                for (const trap of debug.stop.traps) {
                    if ('ignore' in trap) {
                        trap.ignore = count - 1
                    }
                }
            }
            await debug.go(session => session.resume())
        },
    },
    {
        names: ['next', 'n'],
        usage: '[N]',
        help:
            'Go on to the next statement of this fiber, over calls: however often these wait, and whatever other fibers do. ' +
            'When the selected fiber waits: until it goes on.',
        examples: ['next', 'next 3'],
        repeats: true,
        run: (debug, rest) => step(debug, 'over', rest),
    },
    {
        names: ['step', 's'],
        usage: '[N]',
        help: 'Go on to the next statement of this fiber, into calls of your functions. When the selected fiber waits: until it goes on.',
        repeats: true,
        run: (debug, rest) => step(debug, 'into', rest),
    },
    {
        names: ['finish', 'fin'],
        usage: '',
        help: 'Go on until the selected call has returned.',
        repeats: true,
        run: finish,
    },
    {
        names: ['until', 'u'],
        usage: '[PLACE]',
        help: 'Go on to a line further down, so out of a loop, or until the call has returned; with PLACE, as advance.',
        examples: ['until', 'until 40'],
        repeats: true,
        run: (debug, rest) => (rest === '' ? until(debug) : advance(debug, rest)),
    },
    {
        names: ['advance'],
        usage: 'PLACE',
        help: 'Go on until this fiber is at PLACE, or the selected call has returned.',
        examples: ['advance 40', 'advance app.ts:40', 'advance reply'],
        run: advance,
    },
    {
        names: ['kill', 'k'],
        usage: '',
        help: 'End the program.',
        async run(debug) {
            void debug.session
            await debug.program!.kill()
            await debug.wait()
        },
    },
    {
        names: ['quit', 'q', 'exit'],
        usage: '',
        help: 'End the debugger, and the program.',
        run(debug) {
            debug.ended = true
        },
    },
]

function setArguments(debug: Debugger, rest: string): void {
    if (rest !== '') {
        debug.words = [debug.words[0]!, ...rest.split(/\s+/)]
    }
}
