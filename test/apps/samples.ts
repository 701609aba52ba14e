/*
    samples.ts -- Sample applications, run as they are, on a free port.
*/

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Child } from '../fiber/process/child.js'
import { ioto, stateDirectory, urlOf } from './ioto/agent.js'

/** A running sample. */
export interface Sample {
    readonly agent: Child
    readonly url: string
    readonly state: string
}

/** Runs the sample `name`; `change` may change its ioto.json5. It is ended with the test. */
export async function runSample(
    t: Test,
    name: string,
    args: readonly string[] = [],
    change = (text: string) => text,
): Promise<Sample> {
    const folder = join(stateDirectory(t), name)
    cpSync(join('apps', name), folder, { recursive: true })
    edit(join(folder, 'config', 'web.json5'), text => text.replace(/http:\/\/127\.0\.0\.1:\d+/, 'http://127.0.0.1:0'))
    edit(join(folder, 'config', 'ioto.json5'), change)
    const state = stateDirectory(t)
    const agent = ioto(t, 'run', folder, '--state', state, ...args)
    return { agent, state, url: await urlOf(agent) }
}

function edit(file: string, change: (text: string) => string): void {
    writeFileSync(file, change(readFileSync(file, 'utf8')))
}
