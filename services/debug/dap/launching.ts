/*
    launching.ts -- Which program an editor wants: one to be started, or one that runs.
*/

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { DebugError } from '../errors.js'
import { type Launched, launch } from '../session/index.js'

/** What an editor says of a program to be launched. */
export interface LaunchArguments extends DebugProtocol.LaunchRequestArguments {
    readonly program?: string
    readonly args?: readonly string[]
    readonly cwd?: string
    readonly env?: Readonly<Record<string, string | null>>
    readonly runtimeArgs?: readonly string[]
    readonly stopOnEntry?: boolean
}

/** What an editor says of a program that runs. */
export interface AttachArguments extends DebugProtocol.AttachRequestArguments {
    readonly port?: number
    /** `ws://127.0.0.1:PORT/TOKEN`, instead of a port. */
    readonly url?: string
}

/** Starts a program by `module`. `stopAt` is the URL whose first statement is to be stopped at; null: none. Throws `DEBUG_COMMAND`. */
export function launchProgram(module: URL, given: LaunchArguments): Launched & { readonly stopAt: string | null } {
    const { program, args = [], cwd, env = {}, runtimeArgs, stopOnEntry } = given
    if (program === undefined) {
        throw new DebugError('DEBUG_COMMAND', 'Cannot launch: wanted program, a file')
    }
    const file = resolve(cwd ?? '.', program)
    if (!existsSync(file)) {
        throw new DebugError('DEBUG_COMMAND', `Cannot launch ${file}: there is no such file or folder`)
    }
    const variables = Object.fromEntries(
        Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== null),
    ) as NodeJS.ProcessEnv
    const launched = launch({ module, args: [file, ...args], cwd, env: variables, execArgv: runtimeArgs })
    return { ...launched, stopAt: stopOnEntry ? pathToFileURL(file).href : null }
}

/** The address of the endpoint of a program that runs. Throws `DEBUG_CONNECT`. */
export async function addressOf({ port = 9229, url }: AttachArguments): Promise<string> {
    if (url !== undefined) {
        return url
    }
    try {
        const [program] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
            webSocketDebuggerUrl: string
        }[]
        return program!.webSocketDebuggerUrl
    } catch {
        throw new DebugError('DEBUG_CONNECT', `Cannot attach: no program with ioto-fiber/debug is at port ${port}`)
    }
}
