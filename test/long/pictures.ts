/*
    pictures.ts -- Makes the pictures of the guides, from real sessions: npm run docs:pictures [-- CODE-SERVER]. It takes a Chromium; those
    of VS Code also the address of a code-server (see pictures/vs-code.ts), or they stay as they are.
*/

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findChromium } from '../apps/ioto/browser.js'
import { configuration, session } from '../docs/debugging-guide.js'
import { installCafe } from '../docs/install-cafe.js'
import { type Debuggee, debuggee } from '../services/debug/cdp-client.js'
import { DevTools } from '../services/debug/dev-tools.js'
import { terminalPicture } from './pictures/terminal.js'
import { vsCodePicture } from './pictures/vs-code.js'

const executablePath = findChromium()
if (executablePath === null) {
    throw new Error('Cannot make pictures: no Chromium is installed here')
}
const images = 'docs/guides/images'
const address = process.argv[2]
const directory = resolve('.tap/pictures/cafe')
const profile = resolve('.tap/pictures/profile')
// Of the program: another copy of the runtime would not know its fibers.
const ioto = join(directory, 'node_modules', 'ioto-fiber', 'dist', 'lib', 'ioto.js')
for (const place of [directory, profile]) {
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place, { recursive: true })
}
mkdirSync(images, { recursive: true })
installCafe(directory)

writeFileSync(join(images, 'debug-terminal.svg'), terminalPicture('$ ioto debug cafe.ts', session))
const trace = join(directory, 'trace.json')
await recordTrace()
await withProgram(0, async ({ url }) => {
    const tools = await DevTools.open(executablePath, profile, new URL(url).port)
    try {
        await tools.stopped('(anonymous) cafe.ts:8')
        await tools.clickLine(21)
        await tools.press('resume')
        await tools.stopped('brew cafe.ts:21')
        await tools.collapse(['Watch', 'Breakpoints', 'Module'])
        // Without the tree of files, which tells whose machine this is.
        const panes = { x: 226, y: 0, width: 874, height: 640 }
        writeFileSync(join(images, 'debug-devtools.png'), await tools.picture(panes))
        await tools.openTrace(trace)
        // Beside the hints for beginners.
        const tracks = { x: 240, y: 54, width: 860, height: 210 }
        writeFileSync(join(images, 'debug-trace.png'), await tools.picture(tracks))
    } finally {
        await tools.close()
    }
})
if (address !== undefined) {
    const code = { executablePath, address, directory, line: 21, stopped: /brew[\s\S]*21:/ }
    await withProgram(9229, async () => {
        const picture = await vsCodePicture({ ...code, launch: configuration('"attach"') })
        writeFileSync(join(images, 'debug-vscode.png'), picture)
    })
    const server = spawn(process.execPath, [ioto, 'debug', '--dap', '--port', '4711'], { stdio: 'inherit' })
    try {
        const launch = `{ "version": "0.2.0", "configurations": [${configuration('"debugServer"')}] }`
        const picture = await vsCodePicture({ ...code, launch: launch.replace('app.ts', 'cafe.ts') })
        writeFileSync(join(images, 'debug-vscode-threads.png'), picture)
    } finally {
        await ended(server)
    }
}

async function withProgram(port: number, use: (program: Debuggee) => Promise<void>): Promise<void> {
    const env = { IOTO_DEBUG_PORT: `${port}` }
    const program = await debuggee('cafe.js', { options: ['--import', 'ioto-fiber/debug'], cwd: directory, env })
    try {
        await use(program)
    } finally {
        await ended(program.child)
    }
}

async function ended(child: ChildProcess): Promise<void> {
    // It may have ended as soon as its debugger went.
    if (child.exitCode === null && child.kill('SIGKILL')) {
        await once(child, 'exit')
    }
}

/** A trace of a small program, recorded as the guide says: two fibers that compute, one that feeds them. */
async function recordTrace(): Promise<void> {
    const program = `import { writeFileSync } from 'node:fs'
import { Channel, chromeTrace, run, scope, sleep, startTimeLog, timeLog } from 'ioto-fiber/fiber'

const jobs = new Channel(4)

function* feeder() {
    for (let i = 1; i <= 12; i++) {
        yield* jobs.send(i % 4 + 1)
        yield* sleep(1)
    }
    jobs.close()
}

function* worker() {
    for (let job = yield* jobs.receive(); job !== undefined; job = yield* jobs.receive()) {
        const end = performance.now() + job
        while (performance.now() < end);
    }
}

startTimeLog()
await run(function* main() {
    yield* scope(function* (all) {
        all.spawn(feeder)
        all.spawn(worker)
        all.spawn(worker)
    })
})
writeFileSync('trace.json', JSON.stringify(chromeTrace(timeLog())))
`
    writeFileSync(join(directory, 'recorder.js'), program)
    const child = spawn(process.execPath, ['recorder.js'], { cwd: directory, stdio: 'inherit' })
    await once(child, 'exit')
}
