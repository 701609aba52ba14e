/*
    pool.ts -- A few worker threads, started when needed and ended when idle, and the work that waits for them.
*/

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ThreadError } from './errors.js'

/** @internal What is sent to a worker. */
export interface WorkRequest {
    readonly name: string
    readonly source?: string
    readonly module?: string
    readonly args: readonly unknown[]
}

/** @internal What comes back. */
export interface WorkAnswer {
    readonly ok: boolean
    readonly value: unknown
}

/** @internal One piece of work. */
export interface Work {
    readonly request: WorkRequest
    /** Called once. */
    settle(answer: WorkAnswer): void
}

/** Limits of the pool. */
export interface ThreadLimits {
    /** Worker threads at a time. Default: one less than the processors, at least 1. */
    readonly threads?: number
    /** Pieces of work that may wait for a thread. Default 1000. */
    readonly queue?: number
    /** A thread without work ends after this many milliseconds. Default 30,000. */
    readonly idle?: number
}

/** A plain record about the pool. */
export interface ThreadStatistics {
    readonly threads: number
    readonly busy: number
    readonly queued: number
    readonly done: number
}

interface Thread {
    readonly worker: Worker
    work: Work | null
    timer: NodeJS.Timeout | null
}

const limits = { threads: Math.max(1, availableParallelism() - 1), queue: 1000, idle: 30_000 }
const threads = new Set<Thread>()
const queue: Work[] = []
let done = 0

/** Sets limits of the pool; those not given stay. */
export function setThreadLimits(next: ThreadLimits): void {
    Object.assign(limits, next)
}

/** Counters of the pool. */
export function threadStatistics(): ThreadStatistics {
    const busy = [...threads].filter(thread => thread.work !== null).length
    return Object.freeze({ threads: threads.size, busy, queued: queue.length, done })
}

/** @internal Gives work to an idle thread, a new one, or the queue. */
export function submit(work: Work): void {
    const idle = [...threads].find(thread => thread.work === null)
    if (idle !== undefined) {
        begin(idle, work)
    } else if (threads.size < limits.threads) {
        begin(startThread(), work)
    } else if (queue.length < limits.queue) {
        queue.push(work)
    } else {
        throw new ThreadError(
            'THREAD_LIMIT',
            `Cannot offload ${work.request.name}: ${queue.length} pieces of work wait for ${threads.size} threads, wanted fewer than ${limits.queue}`,
        )
    }
}

/** @internal Gives up work: takes it from the queue, or ends the thread that does it. */
export function abandon(work: Work): void {
    const at = queue.indexOf(work)
    if (at >= 0) {
        queue.splice(at, 1)
        return
    }
    for (const thread of threads) {
        if (thread.work === work) {
            thread.work = null
            drop(thread)
            void thread.worker.terminate()
            next()
            return
        }
    }
}

function startThread(): Thread {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { execArgv: [] })
    const thread: Thread = { worker, work: null, timer: null }
    threads.add(thread)
    worker.on('message', (answer: WorkAnswer) => finish(thread, answer))
    worker.on('messageerror', error => finish(thread, { ok: false, value: error }))
    worker.on('error', error => crashed(thread, error))
    worker.on('exit', code => crashed(thread, new Error(`exit code ${code}`)))
    return thread
}

function begin(thread: Thread, work: Work): void {
    if (thread.timer !== null) {
        clearTimeout(thread.timer)
        thread.timer = null
    }
    thread.work = work
    thread.worker.ref()
    try {
        thread.worker.postMessage(work.request)
    } catch (error) {
        thread.work = null
        rest(thread)
        throw new ThreadError('THREAD_FUNCTION', `Cannot offload ${work.request.name}: its arguments cannot be copied to a thread`, {
            cause: error,
        })
    }
}

function finish(thread: Thread, answer: WorkAnswer): void {
    const work = thread.work
    thread.work = null
    done++
    if (queue.length > 0) {
        next(thread)
    } else {
        rest(thread)
    }
    work?.settle(answer)
}

function crashed(thread: Thread, cause: unknown): void {
    if (!threads.has(thread)) {
        return
    }
    drop(thread)
    const work = thread.work
    thread.work = null
    if (work !== null) {
        const error = new ThreadError('THREAD_CRASHED', `Cannot finish offloaded ${work.request.name}: its thread ended`, { cause })
        work.settle({ ok: false, value: error })
    }
    next()
}

/** Lets queued work begin, on the given thread or a new one. */
function next(thread?: Thread): void {
    const work = queue.shift()
    if (work === undefined) {
        return
    }
    try {
        begin(thread ?? startThread(), work)
    } catch (error) {
        work.settle({ ok: false, value: error })
        next(thread)
    }
}

/** An idle thread does not keep the process alive, and ends after a while. */
function rest(thread: Thread): void {
    thread.worker.unref()
    thread.timer = setTimeout(() => {
        drop(thread)
        void thread.worker.terminate()
    }, limits.idle)
    thread.timer.unref()
}

function drop(thread: Thread): void {
    threads.delete(thread)
    if (thread.timer !== null) {
        clearTimeout(thread.timer)
        thread.timer = null
    }
}
