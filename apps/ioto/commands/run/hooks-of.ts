/*
    hooks-of.ts -- What a module of an application exports: `ioStart`, `ioStop`, `ioConfig` as C code has them, or `start`, `stop`,
    `config`.
*/

import type { AgentHooks, PlainObject } from '../../../../services/agent/index.js'
import { Json } from '../../../../services/json/index.js'
import { Failure } from '../../subcommand.js'

/** What the agent calls. */
const names = ['start', 'stop', 'config', 'ioStart', 'ioStop', 'ioConfig']

type Hook = (...args: unknown[]) => unknown

/** The hooks of a module. Throws a `Failure` when it has none. */
export function hooksOf(module: Record<string, unknown>, given: string): AgentHooks {
    const start = hook(module, 'start', 'ioStart')
    const stop = hook(module, 'stop', 'ioStop')
    const ioConfig = hook(module, 'ioConfig')
    const config = hook(module, 'config') ?? (ioConfig === undefined ? undefined : asTree(ioConfig))
    if (start === undefined && stop === undefined && config === undefined) {
        throw new Failure(`Cannot run ${given}: it exports none of ${names.join(', ')}`)
    }
    return { start, stop, config: config as AgentHooks['config'] }
}

/** Whether a module is an application: it exports something that the agent calls. */
export function isApplication(module: Record<string, unknown>): boolean {
    return hook(module, ...names) !== undefined
}

/** C code changes the configuration as a tree. */
function asTree(ioConfig: Hook): Hook {
    return config => {
        const tree = Json.fromObject(config as PlainObject)
        ioConfig(tree)
        const changed = tree.toObject() as PlainObject
        for (const name of Object.keys(config as PlainObject)) {
            delete (config as PlainObject)[name]
        }
        Object.assign(config as PlainObject, changed)
    }
}

function hook(module: Record<string, unknown>, ...names: readonly string[]): Hook | undefined {
    const found = names.map(name => module[name]).find(value => typeof value === 'function')
    return found as Hook | undefined
}
