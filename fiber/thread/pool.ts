/*
    pool.ts -- A few worker threads, started when needed and ended when idle, and the work that waits for them.

    A thread does one piece of work at a time. One that is being ended counts until it has ended: work that cannot be
    interrupted (a call of native code) must not make room for another thread with such work.
*/

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ThreadError } from './errors.js'
import type { Work, WorkAnswer, WorkRequest } from './work.js'

/** Limits of the pool. */
export interface ThreadLimits {
    /** Worker threads at a time. Default: one less than the processors, at least 1. */
    readonly threads?: number
    /** Pieces of work that may wait for a thread. Default 1000. */
    readonly queue?: number
    /** A thread without work ends after this many milliseconds; `Infinity`: never. Default 30,000. */
    readonly idle?: number
}

/** A plain record about the pool. */
export interface ThreadStatistics {
    /** Threads that live. */
    readonly threads: number
    /** Of these, with work. */
    readonly busy: number
    /** Pieces of work that wait for a thread. */
    readonly queued: number
    /** Pieces of work that were finished since the start of the process. */
    readonly done: number
}

interface Thread {
    readonly worker: Worker
    work: Work | null
    /** Runs while it has no work. */
    timer: NodeJS.Timeout | null
    ending: boolean
    /** The uncaught error that ends it. */
    cause: unknown
}

/** Work that waits, with its arguments as they were when it came. */
interface Queued {
    readonly work: Work
    readonly request: WorkRequest
}

/** The longest time that Node's timers can count, milliseconds. */
const longest = 2 ** 31 - 1

const limits = { threads: Math.max(1, availableParallelism() - 1), queue: 1000, idle: 30_000 }
const threads = new Set<Thread>()
const queue: Queued[] = []
let done = 0

/**
 * Sets limits of the pool; those not given stay. Work that waits begins if there may be more threads; if there are too many,
 * they end with their work, or when their idle time is over, which they count anew from now. Throws a `RangeError` for a value
 * that makes no sense.
 */
export function setThreadLimits(next: ThreadLimits): void {
    const { threads, queue, idle } = { ...limits, ...next }
    check('threads', threads, Number.isSafeInteger(threads) && threads >= 1, 'a whole number from 1')
    check('queue', queue, queue === Infinity || (Number.isSafeInteger(queue) && queue >= 0), 'a whole number from 0')
    check('idle', idle, idle >= 0, 'milliseconds from 0')
    Object.assign(limits, { threads, queue, idle })
    startQueued()
    for (const thread of idleThreads()) {
        rest(thread)
    }
}

function check(name: string, value: number, right: boolean, wanted: string): void {
    if (!right) {
        throw new RangeError(`Cannot set the limits of threads: ${name} is ${value}, wanted ${wanted}`)
    }
}

/** Counters of the pool. */
export function threadStatistics(): ThreadStatistics {
    const busy = [...threads].filter(thread => thread.work !== null).length
    return Object.freeze({ threads: threads.size, busy, queued: queue.length, done })
}

/** @internal Gives work to an idle thread, a new one, or the queue. */
export function submit(work: Work): void {
    const { request } = work
    const [idle] = idleThreads()
    if (idle !== undefined) {
        begin(idle, work, request)
    } else if (threads.size < limits.threads) {
        begin(startThread(), work, request)
    } else if (queue.length < limits.queue) {
        // Not when a thread is free: by then others may have changed them.
        queue.push({ work, request: { ...request, args: copy(request) } })
    } else {
        throw new ThreadError(
            'THREAD_LIMIT',
            `Cannot offload ${request.name}: ${queue.length} pieces of work wait for ${threads.size} threads, wanted fewer than ${limits.queue}`,
        )
    }
}

/** @internal Gives up work: takes it from the queue, or ends the thread that does it. */
export function abandon(work: Work): void {
    const at = queue.findIndex(queued => queued.work === work)
    if (at >= 0) {
        queue.splice(at, 1)
        return
    }
    for (const thread of threads) {
        if (thread.work === work) {
            thread.work = null
            end(thread)
            return
        }
    }
}

function idleThreads(): Thread[] {
    return [...threads].filter(thread => thread.work === null && !thread.ending)
}

function copy(request: WorkRequest): readonly unknown[] {
    try {
        return structuredClone(request.args)
    } catch (cause) {
        throw notCopied(request, cause)
    }
}

function notCopied({ name }: WorkRequest, cause: unknown): ThreadError {
    return new ThreadError('THREAD_FUNCTION', `Cannot offload ${name}: its arguments cannot be copied to a thread`, {
        cause,
    })
}

function startThread(): Thread {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { execArgv: [] })
    const thread: Thread = { worker, work: null, timer: null, ending: false, cause: null }
    threads.add(thread)
    worker.on('message', (answer: WorkAnswer) => finish(thread, answer))
    worker.on('messageerror', error => finish(thread, { ok: false, value: error }))
    worker.on('error', error => {
        thread.cause = error
        thread.ending = true
    })
    worker.on('exit', code => exited(thread, code))
    return thread
}

function begin(thread: Thread, work: Work, request: WorkRequest): void {
    stopTimer(thread)
    try {
        thread.worker.postMessage(request)
    } catch (cause) {
        rest(thread)
        throw notCopied(request, cause)
    }
    thread.work = work
    thread.worker.ref()
}

function finish(thread: Thread, answer: WorkAnswer): void {
    const { work } = thread
    if (work === null) {
        // It was given up when the answer was on its way.
        return
    }
    thread.work = null
    done++
    if (!thread.ending) {
        goOn(thread)
    }
    work.settle(answer)
}

/** What a thread does after its work. */
function goOn(thread: Thread): void {
    if (threads.size > limits.threads) {
        end(thread)
        return
    }
    const queued = queue.shift()
    if (queued === undefined) {
        rest(thread)
    } else {
        begin(thread, queued.work, queued.request)
    }
}

function exited(thread: Thread, code: number): void {
    const { work } = thread
    stopTimer(thread)
    threads.delete(thread)
    thread.work = null
    work?.crashed(thread.cause ?? new Error(`Exit code ${code}`))
    startQueued()
}

/** Begins work that waits, as far as there may be more threads. */
function startQueued(): void {
    while (queue.length > 0 && threads.size < limits.threads) {
        const { work, request } = queue.shift()!
        try {
            begin(startThread(), work, request)
        } catch (error) {
            // The system has no thread for us. Nobody is there to catch it but the fiber that waits for the work.
            work.crashed(error)
        }
    }
}

/** An idle thread does not keep the process alive, and ends after a while. */
function rest(thread: Thread): void {
    stopTimer(thread)
    thread.worker.unref()
    if (limits.idle !== Infinity) {
        thread.timer = setTimeout(end, Math.min(limits.idle, longest), thread)
        thread.timer.unref()
    }
}

function stopTimer(thread: Thread): void {
    if (thread.timer !== null) {
        clearTimeout(thread.timer)
        thread.timer = null
    }
}

function end(thread: Thread): void {
    thread.ending = true
    void thread.worker.terminate()
}
