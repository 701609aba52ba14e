/*
    c-messages.ts -- Messages of C code: `rError('net', 'Cannot connect to %s', host)`. Source: spec runtime.md §18.1, §18.5.
*/

import { arch } from 'node:os'
import { type Pointer, stringOf } from '../compat/index.js'
import { textOf } from '../core/index.js'
import { format } from '../text/index.js'
import { emit, isLogged } from './log.js'

/** Debug messages and `assert` are active. */
const debugging = process.env.NODE_ENV !== 'production'

/** Whether a message would be logged. Null type: `info`; null source: `app`. */
export function rEmitLog(type: Pointer<string>, source: Pointer<string>): boolean {
    return isLogged(stringOf(type) || 'info', stringOf(source) || 'app')
}

/** Logs a message with its arguments in a list. */
export function rLogv(
    type: Pointer<string>,
    source: Pointer<string>,
    fmt: Pointer<string>,
    args: readonly unknown[],
): void {
    const kind = stringOf(type) || 'info'
    const from = stringOf(source) || 'app'
    if (isLogged(kind, from)) {
        emit(kind, from, format(fmt, args))
    }
}

/** Logs a formatted message. */
export function rLog(type: Pointer<string>, source: Pointer<string>, fmt: Pointer<string>, ...args: unknown[]): void {
    rLogv(type, source, fmt, args)
}

/** Logs a formatted message of type `error`. */
export function rError(source: Pointer<string>, fmt: Pointer<string>, ...args: unknown[]): void {
    rLogv('error', source, fmt, args)
}

/** Logs a formatted message of type `info`. */
export function rInfo(source: Pointer<string>, fmt: Pointer<string>, ...args: unknown[]): void {
    rLogv('info', source, fmt, args)
}

/** Logs a formatted message of type `trace`. */
export function rTrace(source: Pointer<string>, fmt: Pointer<string>, ...args: unknown[]): void {
    rLogv('trace', source, fmt, args)
}

/** Logs a formatted message of type `debug`, unless `NODE_ENV` is `production`. */
export function rDebug(source: Pointer<string>, fmt: Pointer<string>, ...args: unknown[]): void {
    if (debugging) {
        rLogv('debug', source, fmt, args)
    }
}

/** Logs a formatted message of type `error`, then ends the process with status 1. */
export function rFatal(source: Pointer<string>, fmt: Pointer<string>, ...args: unknown[]): never {
    rLogv('error', source, fmt, args)
    process.exit(1)
}

/** Logs that an assertion failed, and where. Execution goes on. */
export function rAssert(loc: Pointer<string>, msg: Pointer<string>): void {
    rLogv('error', 'assert', 'Assertion %s, failed at %s', [stringOf(msg) ?? '', stringOf(loc) ?? ''])
}

/** Logs if the condition does not hold. */
export function rassert(cond: unknown): void {
    if (!cond) {
        rAssert(callerLine(), 'failed')
    }
}

/** As `rassert`, unless `NODE_ENV` is `production`. */
export function assert(cond: unknown): void {
    if (debugging && !cond) {
        rAssert(callerLine(), 'failed')
    }
}

/** Traces what the program runs on. */
export function rLogConfig(): void {
    rTrace('app', 'ioto-fiber, Node %s, %s, %s', process.version, arch(), process.platform)
}

/**
 * Logs a metric in the embedded metric format of AWS CloudWatch: `message`, then one JSON object with time, namespace,
 * dimensions and values. The values come as name, type, value, name, type, value ... null. Type is a CloudWatch unit.
 */
export function rMetrics(
    message: Pointer<string>,
    space: Pointer<string>,
    dimensions: Pointer<string>,
    ...values: unknown[]
): void {
    if (!isLogged('raw', 'metrics')) {
        return
    }
    const metrics: { Name: string; Unit: string }[] = []
    const fields: Record<string, unknown> = {}
    for (let i = 0; i + 2 < values.length && values[i] !== null; i += 3) {
        const name = textOf(values[i])
        const value = values[i + 2]
        metrics.push({ Name: name, Unit: textOf(values[i + 1]) })
        fields[name] = typeof value === 'number' && Number.isFinite(value) ? value : textOf(value)
    }
    const names = (stringOf(dimensions) ?? '').split(/[\s,]+/).filter(name => name !== '')
    const record = {
        _aws: {
            Timestamp: Date.now(),
            CloudWatchMetrics: [{ Namespace: stringOf(space) ?? '', Dimensions: [names], Metrics: metrics }],
        },
        ...fields,
    }
    emit('raw', 'metrics', `${stringOf(message) ?? ''} ${JSON.stringify(record)}\n`)
}

/** The line that called the function that called this. */
function callerLine(): string {
    return new Error().stack?.split('\n')[3]?.replace(/^\s*at /, '') ?? ''
}
