/*
    programs.ts -- The three programs of docs/guides/what-your-debugger-shows.md, installed and started under their debuggers.
*/

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { completeBlocks } from '../../docs/blocks.js'
import { installCafe } from '../../docs/install-cafe.js'
import { CdpClient, type Debuggee, debuggee, type Stop } from '../../services/debug/cdp-client.js'

/** The page. */
export const page = 'docs/guides/what-your-debugger-shows.md'
/** The programs, in the order of the page. */
export const names = ['callbacks', 'promises', 'fibers'] as const
export type Name = (typeof names)[number]

/** Puts the programs into a directory, compiled. */
export function installPrograms(directory: string): void {
    const blocks = completeBlocks(page, readFileSync(page, 'utf8'))
    for (const [at, name] of names.entries()) {
        writeFileSync(join(directory, `${name}.ts`), blocks[at]!.text)
    }
    installCafe(directory)
}

/** A program that is stopped somewhere. */
export class Stopped {
    readonly #program: Debuggee
    readonly client: CdpClient
    stop: Stop
    readonly #lines: readonly string[]

    private constructor(program: Debuggee, client: CdpClient, stop: Stop, lines: readonly string[]) {
        this.#program = program
        this.client = client
        this.stop = stop
        this.#lines = lines
    }

    /** Runs a program until a statement is reached, for one sensor. */
    static async at(directory: string, name: Name, text: string, id: number): Promise<Stopped> {
        const program = await debuggee(`${name}.js`, {
            cwd: directory,
            options: name === 'fibers' ? ['--import', 'ioto-fiber/debug'] : ['--inspect-brk=0'],
        })
        const client = await CdpClient.connect(program.url)
        const lines = readFileSync(join(directory, `${name}.js`), 'utf8').split('\n')
        for (const domain of ['Runtime', 'Debugger']) {
            await client.send(`${domain}.enable`)
        }
        await client.send('Debugger.setAsyncCallStackDepth', { maxDepth: 32 })
        await client.send('Debugger.setBlackboxPatterns', { patterns: ['^node:', '/node_modules/'] })
        await client.send('Debugger.setBreakpointByUrl', {
            lineNumber: lines.findIndex(line => line.includes(text)),
            urlRegex: `/${name}\\.js$`,
            condition: `id === ${id}`,
        })
        await client.send('Runtime.runIfWaitingForDebugger')
        // At the first statement.
        await client.stop()
        await client.send('Debugger.resume')
        return new Stopped(program, client, await client.stop(), lines)
    }

    /** One step; tells where it ends. */
    async step(kind: 'Over' | 'Into' | 'Out'): Promise<string> {
        await this.client.send(`Debugger.step${kind}`)
        const stop = await Promise.race([this.client.stop(), this.#over()])
        if (stop === null) {
            return 'stops nowhere: the program runs to its end'
        }
        const top = stop.callFrames[0]!
        if (!this.#isOwn(top.location.scriptId)) {
            // What front ends do that skip those files: a step out, until something else is reached.
            const next = await this.step('Out')
            return `${top.functionName}, of Node; out of that: ${next.replace(/^.*; out of that: /, '')}`
        }
        const where = this.#lines[top.location.lineNumber]!.trim()
        const id = await this.client.evaluate<number | undefined>(top, "typeof id === 'undefined' ? undefined : id")
        const sensor = id === undefined ? '' : `, sensor ${id}`
        return `${top.functionName || 'the callback'}${sensor}: ${where}`
    }

    /** The Call Stack pane, from the innermost call. */
    callStack(): string[] {
        const named = (name: string) => name || '(anonymous)'
        const lines = this.stop.callFrames
            .filter(({ location }) => this.#isOwn(location.scriptId))
            .map(({ functionName }) => named(functionName))
        for (let trace = this.stop.asyncStackTrace; trace !== undefined; trace = trace.parent) {
            const calls = trace.callFrames.filter(({ scriptId }) => this.#isOwn(scriptId))
            lines.push(`-- ${trace.description ?? 'async'}`, ...calls.map(({ functionName }) => named(functionName)))
        }
        return lines
    }

    #isOwn(scriptId: string): boolean {
        const url = this.client.urls.get(scriptId) ?? 'node:'
        return !url.startsWith('node:') && !url.includes('node_modules')
    }

    /** Node waits at the end of the program for its front end to go; the endpoint does not. */
    async #over(): Promise<null> {
        const { child, output } = this.#program
        const isRunning = () => child.exitCode === null && child.signalCode === null
        while (isRunning() && !output().includes('Waiting for the debugger to disconnect')) {
            await wait(20)
        }
        return null
    }

    end(): void {
        this.#program.child.kill('SIGKILL')
        this.client.kill()
    }
}
