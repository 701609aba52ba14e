/*
    machine.ts -- One line that says where figures come from: without it they mean nothing.
*/

import { availableParallelism, cpus, release, type } from 'node:os'

/** Processor, cores, system and Node version: `AMD EPYC, 2 cores, Linux 6.1, Node 20.20.2 (V8 11.3)`. */
export function describeMachine(): string {
    const model = cpus()[0]?.model.trim() ?? 'unknown processor'
    const cores = availableParallelism()
    const kernel = release().split('.').slice(0, 2).join('.')
    const v8 = process.versions.v8.split('.').slice(0, 2).join('.')
    return `${model}, ${cores} core${cores === 1 ? '' : 's'}, ${type()} ${kernel}, Node ${process.versions.node} (V8 ${v8})`
}
