/*
    looking.ts -- Commands that look at the program while it stands.
*/

import { Failure } from '../../subcommand.js'
import { showPoints, split, variables } from './breaking.js'
import { type Command, findCommand, numberOf } from './command.js'
import { type Debugger, mostFibers } from './debugger.js'
import { fiberName, fiberState, frameName, pathName } from './describe.js'
import { fibers, sortedFibers } from './fiber-list.js'
import { list } from './listing.js'

async function backtrace(debug: Debugger, rest: string): Promise<void> {
    const count = rest === '' ? Infinity : numberOf(rest, 'count')
    debug.needFrame()
    const { frames, session, screen } = debug
    for (const [level, frame] of frames.slice(0, count).entries()) {
        screen.say(`#${String(level).padEnd(2)} ${await frameName(session, frame)}`)
    }
    if (frames.length > count) {
        screen.say(`(${frames.length - count} more)`)
    }
}

async function selectFrame(debug: Debugger, level: number): Promise<void> {
    debug.needFrame()
    if (level < 0 || level >= debug.frames.length) {
        const last = debug.frames.length - 1
        throw new Failure(`No call ${level}: ${last === 0 ? 'there is only #0' : `wanted one of #0 to #${last}`}`)
    }
    debug.level = level
    debug.listed = null
    await debug.showFrame()
}

async function locals(debug: Debugger): Promise<void> {
    const found = await debug.session.locals(debug.needFrame())
    for (const { name, text } of found) {
        debug.screen.say(`${name} = ${text}`)
    }
    if (found.length === 0) {
        debug.screen.say('No locals')
    }
}

async function fiber(debug: Debugger, rest: string): Promise<void> {
    const [word, after] = split(rest)
    void debug.stop
    if (word === 'apply') {
        await apply(debug, after)
        return
    }
    if (word !== '') {
        const row = await debug.fiberRow(numberOf(word, 'fiber'))
        await debug.select(row.id)
    } else if (debug.fiber === 0) {
        throw new Failure('No fiber runs: wanted fiber N')
    }
    const row = await debug.fiberRow(debug.fiber)
    debug.screen.say(`${fiberName(row)}, ${fiberState(row)}`)
    await debug.showFrame()
}

/** Does a command for some fibers, and selects again what was. */
async function apply(debug: Debugger, text: string): Promise<void> {
    const found = /^(all|[\d\s]*\d)\s+(\S.*)$/.exec(text)
    if (found === null) {
        throw new Failure('Wrong fiber apply: wanted fiber apply all COMMAND, or fiber apply N ... COMMAND')
    }
    const [, which = '', line = ''] = found
    const [name, rest] = split(line)
    const command = findCommand(looking, name)
    const { fiber: former, level } = debug
    const ids =
        which === 'all' ? (await sortedFibers(debug)).map(({ id }) => id) : which.trim().split(/\s+/).map(Number)
    for (const id of ids) {
        const row = await debug.fiberRow(id)
        await debug.select(id)
        if (debug.frames.length > 0) {
            debug.screen.say(`${fiberName(row)}, ${fiberState(row)}`)
            await command.run(debug, rest)
        }
    }
    if (former !== 0) {
        await debug.select(former)
        debug.level = level
    }
}

async function print(debug: Debugger, rest: string): Promise<void> {
    if (rest === '') {
        throw new Failure('Nothing to print: wanted an expression')
    }
    debug.screen.say(await debug.evaluate(rest))
}

/** What `info` knows. */
const topics: Readonly<Record<string, (debug: Debugger, rest: string) => Promise<void> | void>> = {
    breakpoints: showPoints,
    watchpoints: showPoints,
    fibers,
    threads: fibers,
    locals,
    frame: debug => selectFrame(debug, debug.level),
    display(debug) {
        for (const [number, expression] of debug.displays) {
            debug.screen.say(`${number}: ${expression}`)
        }
    },
    program({ screen, program, words }) {
        const state =
            program === null
                ? 'does not run'
                : `process ${program.pid}, ${program.session.stop === null ? 'runs' : 'stopped'}`
        screen.say(`${words.join(' ') || 'no program'}: ${state}`)
    },
    sources(debug) {
        for (const path of debug.paths) {
            debug.screen.say(pathName(path))
        }
    },
}

/** Commands that look at the program. */
export const looking: readonly Command[] = [
    {
        names: ['backtrace', 'bt', 'where'],
        usage: '[N]',
        help: 'Show the calls of the selected fiber, innermost first; N of them.',
        run: backtrace,
    },
    {
        names: ['frame', 'f'],
        usage: '[N]',
        help: 'Select the call N of the selected fiber.',
        run: (debug, rest) => selectFrame(debug, rest === '' ? debug.level : numberOf(rest, 'call')),
    },
    {
        names: ['up'],
        usage: '[N]',
        help: 'Select the caller.',
        repeats: true,
        run: (debug, rest) => selectFrame(debug, debug.level + (rest === '' ? 1 : numberOf(rest, 'count'))),
    },
    {
        names: ['down', 'dow'],
        usage: '[N]',
        help: 'Select what the selected call has called.',
        repeats: true,
        run: (debug, rest) => selectFrame(debug, debug.level - (rest === '' ? 1 : numberOf(rest, 'count'))),
    },
    {
        names: ['fibers', 'threads'],
        usage: '[N | all]',
        help: 'List the fibers in which your functions are: what each does, and where; all: those of the runtime too, up to 100; N: so many of all.',
        run: fibers,
    },
    {
        names: ['fiber', 'thread', 't'],
        usage: '[N] | apply all|N ... COMMAND',
        help: 'Select a fiber, which may wait: its calls, variables and expressions are those of commands then. Or do a command for several.',
        examples: ['fiber 4', 'fiber apply all backtrace'],
        async complete(debug) {
            return (await debug.session.fibers(mostFibers)).map(({ id }) => String(id))
        },
        run: fiber,
    },
    {
        names: ['locals'],
        usage: '',
        help: 'Show the variables of the selected call, also of a fiber that waits.',
        run: locals,
    },
    {
        names: ['print', 'p', 'call', 'inspect'],
        usage: 'EXPRESSION',
        help: 'Show the value of an expression in the selected call. An assignment changes the variable, but not in a fiber that waits.',
        examples: ['print total', 'print user.name', 'print total = 3'],
        complete: variables,
        run: print,
    },
    {
        names: ['display'],
        usage: '[EXPRESSION]',
        help: 'Show the value of an expression now and at each stop; without one, show them all.',
        complete: variables,
        async run(debug, rest) {
            if (rest !== '') {
                const number = debug.display(rest)
                if (debug.program === null) {
                    debug.screen.say(`${number}: ${rest}`)
                    return
                }
            }
            await debug.showDisplays()
        },
    },
    {
        names: ['undisplay'],
        usage: '[N ...]',
        help: 'Show expressions no longer at each stop; without numbers, none.',
        run(debug, rest) {
            for (const word of rest === '' ? [...debug.displays.keys()].map(String) : rest.split(/\s+/)) {
                if (!debug.displays.delete(numberOf(word, 'expression'))) {
                    throw new Failure(`No expression ${word}: info display lists all`)
                }
            }
        },
    },
    {
        names: ['list', 'l'],
        usage: '[PLACE | FIRST,LAST | -]',
        help: 'Show lines of the source around where it is, or around PLACE; again: those that follow; -: those before.',
        examples: ['list', 'list 20', 'list app.ts:1', 'list reply', 'list 5,12'],
        repeats: true,
        run: list,
    },
    {
        names: ['info', 'i'],
        usage: 'breakpoints | fibers | locals | frame | display | program | sources',
        help: 'Show what there is.',
        complete: () => Object.keys(topics),
        async run(debug, rest) {
            const [word, after] = split(rest)
            const names = Object.keys(topics).filter(name => word !== '' && name.startsWith(word))
            if (names.length === 0) {
                throw new Failure(`Unknown info ${word || 'nothing'}: wanted ${Object.keys(topics).join(', ')}`)
            }
            await topics[names[0]!]!(debug, after)
        },
    },
]
