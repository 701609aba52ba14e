/*
    breaking.ts -- Commands about what stops the program.
*/

import { Script } from 'node:vm'
import { Breakpoint } from '../../../../services/debug/index.js'
import { Failure } from '../../subcommand.js'
import { type Command, numberOf } from './command.js'
import type { Debugger, StopPoint } from './debugger.js'
import { pathName, placeName } from './describe.js'
import { targetOf } from './location.js'
import { CatchWake, Watch } from './stop-points.js'

const usage = '[PLACE] [fiber N|NAME] [if CONDITION]'

async function setBreakpoint(debug: Debugger, rest: string, temporary: boolean): Promise<void> {
    const found =
        /^(?!(?:if|fiber|thread)\b)(\S*)?\s*(?:(?:fiber|thread)\s+(?:(\d+)|"([^"]*)"|([\w$.-]+)))?\s*(?:if\s+(.*))?$/.exec(
            rest,
        ) ?? /^()(?:(?:fiber|thread)\s+(?:(\d+)|"([^"]*)"|([\w$.-]+)))?\s*(?:if\s+(.*))?$/.exec(rest)
    if (found === null) {
        throw new Failure(`Wrong breakpoint ${rest}: wanted ${usage}`)
    }
    const [, word = '', id, quoted, name, condition] = found
    const here = debug.frame?.position
    if (word === '' && (here === undefined || here === null)) {
        throw new Failure('No place for a breakpoint: no call is selected, wanted FILE:LINE or FUNCTION')
    }
    checkCondition(condition)
    const breakpoint = new Breakpoint(
        word === '' ? { kind: 'line', path: here!.path, line: here!.line } : targetOf(debug, word),
        { fiber: id === undefined ? (quoted ?? name) : Number(id), condition, temporary },
    )
    await debug.program?.session.breakpoints.add(breakpoint)
    const number = debug.number(breakpoint)
    debug.screen.say(
        `${temporary ? 'Temporary breakpoint' : 'Breakpoint'} ${number} at ${where(breakpoint)}${notYet(debug, breakpoint)}`,
    )
}

/** Whether a condition is an expression at all. It is compiled, and not run. */
function checkCondition(condition: string | undefined): void {
    if (condition !== undefined) {
        try {
            new Script(`(${condition}\n)`)
        } catch (error) {
            throw new Failure(`Wrong condition ${condition}: ${(error as Error).message}`)
        }
    }
}

function where({ target, positions }: Breakpoint): string {
    if (positions.length > 0) {
        const name = target.kind === 'function' ? `${target.name}, ` : ''
        return `${name}${positions.map(placeName).join(', ')}`
    }
    return target.kind === 'line' ? `${pathName(target.path)}:${target.line}` : target.name
}

function notYet({ program }: Debugger, { positions, target }: Breakpoint): string {
    if (positions.length > 0 || (program === null && target.kind === 'line')) {
        return ''
    }
    return program === null ? ', when that is loaded' : ': nothing that is loaded has it, so when that comes'
}

function pointOf(debug: Debugger, word: string): StopPoint {
    const number = numberOf(word, 'breakpoint')
    const point = debug.points.get(number)
    if (point === undefined) {
        throw new Failure(`No breakpoint ${number}: info breakpoints lists all`)
    }
    return point
}

function breakpointOf(debug: Debugger, word: string): Breakpoint {
    const point = pointOf(debug, word)
    if (!(point instanceof Breakpoint)) {
        throw new Failure(`${word} is no breakpoint: wanted the number of one`)
    }
    return point
}

async function remove(debug: Debugger, number: number): Promise<void> {
    const point = debug.points.get(number)!
    debug.points.delete(number)
    const session = debug.program?.session
    if (session !== undefined) {
        if (point instanceof Breakpoint) {
            await session.breakpoints.remove(point)
        } else if (point instanceof Watch) {
            await point.clear(debug)
        }
        await debug.renewCatchThrow()
    }
}

async function enable(debug: Debugger, rest: string, enabled: boolean): Promise<void> {
    const words = rest === '' ? [...debug.points.keys()].map(String) : rest.split(/\s+/)
    for (const word of words) {
        const breakpoint = breakpointOf(debug, word)
        breakpoint.enabled = enabled
        await debug.program?.session.breakpoints.add(breakpoint)
    }
}

/** Shows all that stops the program. */
export function showPoints({ points, screen }: Debugger): void {
    if (points.size === 0) {
        screen.say('Nothing stops the program: no breakpoints')
    }
    for (const [number, point] of points) {
        screen.say(`${String(number).padEnd(3)} ${describePoint(point)}`)
    }
}

function describePoint(point: StopPoint): string {
    if (point instanceof Watch) {
        return `watchpoint  ${point.expression}`
    }
    if (point instanceof CatchWake) {
        return `catchpoint  wake of ${point.fiber === 0 ? 'any fiber' : `fiber ${point.fiber}`}`
    }
    if (!(point instanceof Breakpoint)) {
        return 'catchpoint  throw'
    }
    const details = [
        ...(point.temporary ? ['temporary'] : []),
        ...(point.enabled ? [] : ['disabled']),
        ...(point.fiber === undefined ? [] : [`only fiber ${point.fiber}`]),
        ...(point.when === undefined ? [] : [`if ${point.when}`]),
        ...(point.hits === 0 ? [] : [`hit ${point.hits} ${point.hits === 1 ? 'time' : 'times'}`]),
        ...(point.ignore === 0 ? [] : [`left out ${point.ignore} times`]),
    ]
    return `breakpoint  ${where(point)}${details.map(each => `, ${each}`).join('')}`
}

const numbers = (debug: Debugger) => [...debug.points.keys()].map(String)

/** Commands about what stops the program. */
export const breaking: readonly Command[] = [
    {
        names: ['break', 'b', 'br', 'brea'],
        usage,
        help: 'Stop at PLACE: LINE, FILE:LINE, FUNCTION or CLASS.METHOD; without one, where it is. Only in one fiber, only if a condition holds.',
        examples: [
            'break 12',
            'break app.ts:12 if user.name === "ann"',
            'break reply fiber 3',
            'break Cart.add fiber "worker"',
        ],
        complete: places,
        run: (debug, rest) => setBreakpoint(debug, rest, false),
    },
    {
        names: ['tbreak', 'tb'],
        usage,
        help: 'Stop at PLACE once.',
        complete: places,
        run: (debug, rest) => setBreakpoint(debug, rest, true),
    },
    {
        names: ['watch'],
        usage: 'EXPRESSION',
        help:
            'Stop when the value of an expression in the selected call changes. It is compared at each statement of the ' +
            'function, so what others change while it waits shows when it goes on. Ends with the call.',
        examples: ['watch total', 'watch user.role'],
        complete: variables,
        async run(debug, rest) {
            if (rest === '') {
                throw new Failure('Nothing to watch: wanted an expression')
            }
            const number = debug.number(await Watch.set(debug, rest))
            debug.screen.say(`Watchpoint ${number}: ${rest}`)
        },
    },
    {
        names: ['catch'],
        usage: 'throw | wake [N]',
        help: 'Stop where something is thrown; or when fiber N, or any, goes on after it has waited: at its first statement.',
        examples: ['catch throw', 'catch wake 4', 'catch wake'],
        complete: () => ['throw', 'wake'],
        async run(debug, rest) {
            const [what = '', word = ''] = rest.split(/\s+/)
            if (what === 'throw') {
                debug.screen.say(`Catchpoint ${debug.number({ kind: 'throw' })}: throw`)
                await debug.renewCatchThrow()
            } else if (what === 'wake' || what === 'event') {
                const fiber = word === '' ? 0 : numberOf(word, 'fiber')
                const number = debug.number(new CatchWake(fiber))
                debug.screen.say(`Catchpoint ${number}: wake of ${fiber === 0 ? 'any fiber' : `fiber ${fiber}`}`)
            } else {
                throw new Failure(`Cannot catch ${what || 'nothing'}: wanted throw or wake`)
            }
        },
    },
    {
        names: ['delete', 'd'],
        usage: '[N ...]',
        help: 'Take breakpoints away, without numbers all.',
        complete: numbers,
        async run(debug, rest) {
            const words = rest === '' ? numbers(debug) : rest.split(/\s+/)
            for (const word of words) {
                pointOf(debug, word)
                await remove(debug, Number(word))
            }
        },
    },
    {
        names: ['enable'],
        usage: '[N ...]',
        help: 'Let breakpoints stop the program again.',
        complete: numbers,
        run: (debug, rest) => enable(debug, rest, true),
    },
    {
        names: ['disable'],
        usage: '[N ...]',
        help: 'Keep breakpoints, but let them not stop the program.',
        complete: numbers,
        run: (debug, rest) => enable(debug, rest, false),
    },
    {
        names: ['condition', 'cond'],
        usage: 'N [CONDITION]',
        help: 'Change the condition of a breakpoint; without one it always stops.',
        examples: ['condition 2 total > 10', 'condition 2'],
        complete: numbers,
        async run(debug, rest) {
            const [word = '', condition = ''] = split(rest)
            const breakpoint = breakpointOf(debug, word)
            checkCondition(condition === '' ? undefined : condition)
            breakpoint.when = condition === '' ? undefined : condition
            await debug.program?.session.breakpoints.add(breakpoint)
        },
    },
    {
        names: ['ignore'],
        usage: 'N COUNT',
        help: 'Leave out the next COUNT stops of a breakpoint.',
        complete: numbers,
        run(debug, rest) {
            const [word = '', count = ''] = split(rest)
            breakpointOf(debug, word).ignore = numberOf(count, 'count')
        },
    },
]

/** The first word, and what follows. */
export function split(text: string): [word: string, rest: string] {
    const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(text)!
    return [word, rest]
}

/** Names of functions and files for completion. */
function places(debug: Debugger): string[] {
    const names = new Set<string>()
    for (const path of debug.paths) {
        names.add(`${pathName(path)}:`)
        for (const line of debug.sources.lines(path) ?? []) {
            const name = /\bfunction\s*\*?\s*([\w$]+)/.exec(line)?.[1]
            if (name !== undefined) {
                names.add(name)
            }
        }
    }
    return [...names]
}

/** Names of variables for completion. */
export async function variables(debug: Debugger): Promise<string[]> {
    const { frame, program } = debug
    if (frame === undefined || program === null) {
        return []
    }
    return (await program.session.locals(frame)).map(({ name }) => name)
}
