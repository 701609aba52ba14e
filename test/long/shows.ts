/*
    shows.ts -- What docs/guides/what-your-debugger-shows.md shows, from real runs of its programs: npm run docs:shows writes it into the page,
    with `-- --check` it says whether that is what comes out.
*/

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Name, installPrograms, names, page, Stopped } from './shows/programs.js'

const cwd = resolve('.tap/shows')
rmSync(cwd, { recursive: true, force: true })
mkdirSync(cwd, { recursive: true })
installPrograms(cwd)
const { NODE_OPTIONS: _, ...env } = process.env

const call: Record<Name, string> = { callbacks: 'measure(id, (', promises: 'await measure', fibers: 'yield* measure' }
const step = (text: (name: Name) => string, kind: 'Over' | 'Into' | 'Out') =>
    each(name => stoppedAt(name, text(name), 2, stopped => stopped.step(kind)))
const value = 'const value = id'

const shows: Record<string, () => Promise<string>> = {
    trace: () => each(async name => traceOf(name)),
    stack: () => each(name => stoppedAt(name, value, 1, async stopped => stopped.callStack().join('\n'))),
    over: () => step(name => call[name], 'Over'),
    into: () => step(name => call[name], 'Into'),
    out: () => step(() => value, 'Out'),
    caller: () => each(name => stoppedAt(name, value, 1, unitOf)),
    tasks: () => each(name => stoppedAt(name, value, 1, name === 'fibers' ? fibersOf : resourcesOf)),
    session: async () => sessionOf(),
}

let text = readFileSync(page, 'utf8')
const before = text
for (const [name, show] of Object.entries(shows)) {
    const block = `<!-- shows: ${name} -->\n\n\`\`\`\n${(await show()).trimEnd()}\n\`\`\`\n`
    const there = new RegExp(`<!-- shows: ${name} -->\\n(?:\\n\`\`\`\\n[\\s\\S]*?\\n\`\`\`\\n)?`)
    text = text.replace(there, () => block)
}
if (process.argv.includes('--check')) {
    console.log(text === before ? `${page} is what comes out` : `${page} is not what comes out: npm run docs:shows`)
    process.exitCode = text === before ? 0 : 1
} else {
    writeFileSync(page, text)
}

/** Of each program, below its name. */
async function each(show: (name: Name) => Promise<string>): Promise<string> {
    const parts: string[] = []
    for (const name of names) {
        const lines = (await show(name)).trimEnd().split('\n')
        parts.push([`${name}:`, ...lines.map(line => `    ${line}`)].join('\n'))
    }
    return parts.join('\n\n')
}

async function stoppedAt(
    name: Name,
    statement: string,
    id: number,
    use: (stopped: Stopped) => Promise<string>,
): Promise<string> {
    const stopped = await Stopped.at(cwd, name, statement, id)
    try {
        return await use(stopped)
    } finally {
        stopped.end()
    }
}

function traceOf(name: Name): string {
    const { stdout } = spawnSync(process.execPath, ['--enable-source-maps', `${name}.js`], {
        cwd,
        env,
        encoding: 'utf8',
    })
    const trace = stdout.slice(stdout.indexOf('Error'))
    // Where this machine has them is of no interest.
    return trace.replaceAll(/\(?(?:file:\/\/)?\/\S*\/([\w.-]+:\d+:\d+)\)?/g, '($1)')
}

async function unitOf({ stop, client }: Stopped): Promise<string> {
    const frame = stop.callFrames.find(({ functionName }) => functionName === 'report')
    return frame === undefined
        ? 'report is no call on the stack: no variables'
        : `unit = '${await client.evaluate<string>(frame, 'unit')}'`
}

async function resourcesOf({ stop, client }: Stopped): Promise<string> {
    const list = await client.evaluate<string[]>(stop.callFrames[0]!, 'process.getActiveResourcesInfo()')
    return `process.getActiveResourcesInfo(): ${list.filter(each => each === 'Timeout').join(', ')}`
}

async function fibersOf({ stop, client }: Stopped): Promise<string> {
    const rows = await client.evaluate<{ id: number; name: string; state: string; waitsFor: string }[]>(
        stop.callFrames[0]!,
        '__fdbg.list(10)',
    )
    return rows
        .map(({ id, name, state, waitsFor }) => `fiber ${id} "${name}" ${state} ${waitsFor ?? ''}`.trim())
        .join('\n')
}

function sessionOf(): string {
    const ioto = resolve(cwd, 'node_modules/ioto-fiber/dist/lib/ioto.js')
    const source = readFileSync(resolve(cwd, 'fibers.ts'), 'utf8').split('\n')
    const line = source.findIndex(each => each.includes(value)) + 1
    const commands = [`break ${line} if id === 1`, 'run', 'fibers', 'fiber 3', 'backtrace', 'up', 'locals', 'kill']
    const { stdout, stderr } = spawnSync(process.execPath, [ioto, 'debug', 'fibers.ts'], {
        cwd,
        env,
        encoding: 'utf8',
        input: `${commands.join('\n')}\n`,
    })
    return `$ ioto debug fibers.ts\n${stdout}${stderr}`
}
