import t from 'tap'
import { endDescent } from '../../../fiber/core/unwind.js'
import {
    all,
    CancelledError,
    deadline,
    detach,
    type Fiber,
    type Move,
    type Op,
    onUncaught,
    type Resume,
    race,
    ready,
    type Step,
    SUSPEND,
    type Suspend,
    scope,
    shield,
    sleep,
    TimeoutError,
    type UncaughtFailure,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

const generatorPrototype = Object.getPrototypeOf(function* () {}).prototype as { return: unknown }
const nativeReturn = generatorPrototype.return

t.afterEach(() => {
    if (generatorPrototype.return !== nativeReturn) {
        throw new Error('Generator.prototype.return is not the native one')
    }
})

/** A frame that notes what becomes of it, and waits in its `finally`. */
function* frame(log: string[], name: string, inner: () => Fiber | Op<void>, wait = 10): Fiber {
    try {
        yield* inner()
        log.push(`${name} goes on`)
    } catch (error) {
        log.push(`${name} catches ${(error as Error).message}`)
        throw error
    } finally {
        log.push(`${name} cleans up`)
        if (wait >= 0) {
            yield* sleep(wait)
            log.push(`${name} is clean`)
        }
    }
    log.push(`${name} goes on behind finally`)
}

/** Starts a fiber, cancels it when it waits, and tells how it ended. */
function* cancelled(body: () => Fiber | Op<void>, after = 1): Fiber<string> {
    const task = detach('victim', body)
    yield* sleep(after)
    task.cancel('stop')
    try {
        yield* task.join()
        return 'finished'
    } catch (error) {
        return error instanceof CancelledError ? `cancelled: ${error.reason}` : `failed: ${(error as Error).message}`
    }
}

fiberTest(t, 'unwind runs finally blocks from inside out, each to its end', function* (t) {
    const log: string[] = []
    const inner = () => frame(log, 'c', () => sleep(100))
    const outcome = yield* cancelled(() => frame(log, 'a', () => frame(log, 'b', inner)))
    t.equal(outcome, 'cancelled: stop')
    t.same(log, ['c cleans up', 'c is clean', 'b cleans up', 'b is clean', 'a cleans up', 'a is clean'])
})

for (const waiting of ['none', 'a', 'b', 'c', 'ab', 'ac', 'bc', 'abc']) {
    fiberTest(
        t,
        `unwind does not go on behind a finally that waits, in any of three frames (${waiting})`,
        function* (t) {
            const log: string[] = []
            const wait = (name: string) => (waiting.includes(name) ? 10 : -1)
            const c = () => frame(log, 'c', () => sleep(100), wait('c'))
            const b = () => frame(log, 'b', c, wait('b'))
            t.equal(yield* cancelled(() => frame(log, 'a', b, wait('a'))), 'cancelled: stop')
            const expected = ['c', 'b', 'a'].flatMap(name => [
                `${name} cleans up`,
                ...(wait(name) > 0 ? [`${name} is clean`] : []),
            ])
            t.same(log, expected)
        },
    )
}

fiberTest(t, 'unwind waits several times in one finally, and in functions called there', function* (t) {
    const log: string[] = []
    function* tidy(n: number): Fiber<number> {
        try {
            yield* sleep(5)
            return n
        } finally {
            yield* yieldNow()
        }
    }
    const outcome = yield* cancelled(function* () {
        try {
            yield* frame(log, 'inner', () => sleep(100))
        } finally {
            for (let i = 0; i < 3; i++) {
                log.push(`step ${yield* tidy(i)}`)
            }
            try {
                yield* sleep(1)
            } finally {
                yield* sleep(1)
                log.push('nested finally')
            }
        }
    })
    t.equal(outcome, 'cancelled: stop')
    t.same(log, ['inner cleans up', 'inner is clean', 'step 0', 'step 1', 'step 2', 'nested finally'])
})

fiberTest(t, 'unwind runs the finally of a fiber that waits in its finally after a normal end, once', function* (t) {
    const log: string[] = []
    const outcome = yield* cancelled(function* () {
        try {
            yield* frame(log, 'inner', () => sleep(0), 100)
        } finally {
            log.push('outer')
        }
    })
    // The wait of the finally block is what is given up; the rest of that block is skipped.
    t.equal(outcome, 'cancelled: stop')
    t.same(log, ['inner goes on', 'inner cleans up', 'outer'])
})

for (const wait of [-1, 10]) {
    const how = wait < 0 ? 'at once' : 'after a wait'
    fiberTest(t, `unwind keeps an error of a finally block (thrown ${how}) from catch blocks around it`, function* (t) {
        const log: string[] = []
        const outcome = yield* cancelled(function* () {
            try {
                yield* frame(log, 'middle', function* () {
                    try {
                        yield* sleep(100)
                    } finally {
                        if (wait > 0) {
                            yield* sleep(wait)
                        }
                        // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
                        throw new Error('clean-up failed')
                    }
                })
            } catch {
                log.push('caught')
            } finally {
                yield* sleep(1)
                log.push('outer is clean')
            }
            log.push('lives on')
            yield* sleep(Infinity)
        })
        t.equal(outcome, 'failed: clean-up failed')
        t.same(log, ['middle cleans up', 'middle is clean', 'outer is clean'])
    })
}

fiberTest(t, 'unwind lets a frame catch the errors of its own clean-up', function* (t) {
    const log: string[] = []
    const outcome = yield* cancelled(function* () {
        try {
            yield* sleep(100)
        } finally {
            try {
                yield* frame(log, 'tidy', function* () {
                    yield* sleep(1)
                    throw new Error('tidy failed')
                })
            } catch (error) {
                log.push(`caught ${(error as Error).message}`)
            }
            yield* sleep(1)
            log.push('done')
        }
    })
    t.equal(outcome, 'cancelled: stop')
    t.same(log, ['tidy catches tidy failed', 'tidy cleans up', 'tidy is clean', 'caught tidy failed', 'done'])
})

fiberTest(t, 'unwind throws the first error of several, and reports the others as suppressed', function* (t) {
    const reported: UncaughtFailure[] = []
    onUncaught(failure => reported.push(failure))
    function* failing(name: string, wait: number, inner: () => Fiber | Op<void>): Fiber {
        try {
            yield* inner()
        } finally {
            yield* sleep(wait)
            // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
            throw new Error(name)
        }
    }
    const same = new Error('same')
    const outcome = yield* cancelled(function* () {
        try {
            yield* failing('second', 0, () => failing('first', 10, () => sleep(100)))
        } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
            throw same
        }
    })
    t.equal(outcome, 'failed: first')
    t.same(
        reported.map(({ error, kind, task }) => [(error as Error).message, kind, task.name]),
        [
            ['second', 'suppressed', 'victim'],
            ['same', 'suppressed', 'victim'],
        ],
    )
})

fiberTest(t, 'unwind ignores a second cancel while a finally block waits', function* (t) {
    const log: string[] = []
    const task = detach('victim', () => frame(log, 'a', () => frame(log, 'b', () => sleep(100))))
    yield* sleep(1)
    for (let i = 0; i < 5; i++) {
        task.cancel(`cancel ${i}`)
        yield* sleep(3)
    }
    try {
        yield* task.join()
    } catch (error) {
        t.equal((error as CancelledError).reason, 'cancel 0')
    }
    t.same(log, ['b cleans up', 'b is clean', 'a cleans up', 'a is clean'])
})

const drivers: Record<string, (inner: () => Fiber) => Op<void> | Fiber> = {
    deadline: inner => deadline(1000, inner()),
    'deadline in deadline': inner => deadline(1000, deadline(500, inner())),
    scope: inner => scope(inner),
    'scope with a child': inner =>
        scope(function* (s) {
            s.spawn(() => sleep(1000))
            yield* inner()
        }),
    'deadline in scope': inner => scope(() => deadline(1000, inner())),
    'scope in a function': inner =>
        (function* () {
            yield* scope(function* () {
                yield* inner()
            })
        })(),
}

for (const [name, drive] of Object.entries(drivers)) {
    for (const wait of [-1, 10]) {
        const how = wait < 0 ? 'does not wait' : 'waits'
        fiberTest(t, `unwind goes through ${name} with a finally on both sides (${how})`, function* (t) {
            const log: string[] = []
            const inner = () => frame(log, 'inner', () => sleep(100), wait)
            const outcome = yield* cancelled(() => frame(log, 'outer', () => drive(inner), wait))
            t.equal(outcome, 'cancelled: stop')
            const expected = ['inner', 'outer'].flatMap(name => [
                `${name} cleans up`,
                ...(wait > 0 ? [`${name} is clean`] : []),
            ])
            t.same(log, expected)
        })

        fiberTest(t, `unwind goes through ${name} with an error of a finally block inside (${how})`, function* (t) {
            const log: string[] = []
            const inner = function* () {
                try {
                    yield* sleep(100)
                } finally {
                    if (wait > 0) {
                        yield* sleep(wait)
                    }
                    // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
                    throw new Error('clean-up failed')
                }
            }
            const outcome = yield* cancelled(() => frame(log, 'outer', () => drive(inner), wait))
            t.equal(outcome, 'failed: clean-up failed')
            t.same(log, ['outer cleans up', ...(wait > 0 ? ['outer is clean'] : [])])
        })
    }
}

fiberTest(t, 'unwind lets a shield go on to its end, then runs the finally blocks around it', function* (t) {
    const log: string[] = []
    const outcome = yield* cancelled(() =>
        frame(log, 'outer', () =>
            shield(
                (function* () {
                    yield* frame(log, 'inner', () => sleep(100))
                    yield* sleep(100)
                    log.push('shield over')
                })(),
            ),
        ),
    )
    t.equal(outcome, 'cancelled: stop')
    t.same(log, [
        'inner goes on',
        'inner cleans up',
        'inner is clean',
        'inner goes on behind finally',
        'shield over',
        'outer cleans up',
        'outer is clean',
    ])
})

fiberTest(
    t,
    'unwind is protected by a shield in a finally block from nothing but itself: clean-up runs anyway',
    function* (t) {
        const log: string[] = []
        const outcome = yield* cancelled(function* () {
            try {
                yield* sleep(100)
            } finally {
                yield* shield(frame(log, 'shielded', () => sleep(10)))
                yield* deadline(100, sleep(10))
                try {
                    yield* deadline(5, sleep(10))
                } catch (error) {
                    log.push(String(error instanceof TimeoutError))
                }
                yield* scope(function* (s) {
                    s.spawn(() => frame(log, 'child', () => sleep(3), -1))
                })
                log.push(yield* race([sleepFor('fast', 1), sleepFor('slow', 2)]))
                log.push(...(yield* all([sleepFor('x', 1), sleepFor('y', 2)])))
            }
        })
        t.equal(outcome, 'cancelled: stop')
        t.same(log.slice(4), [
            'true',
            'child goes on',
            'child cleans up',
            'child goes on behind finally',
            'fast',
            'x',
            'y',
        ])
    },
)

function* sleepFor<T>(value: T, ms: number): Fiber<T> {
    yield* sleep(ms)
    return value
}

fiberTest(t, 'unwind goes through methods, loops, and several yield* in one expression', function* (t) {
    const log: string[] = []
    class Worker {
        readonly name: string
        constructor(name: string) {
            this.name = name
        }
        *work(): Fiber<number> {
            try {
                for (let i = 0; ; i++) {
                    yield* sleep(i === 2 ? 100 : 0)
                }
            } finally {
                yield* sleep(1)
                log.push(this.name)
            }
        }
        static *both(): Fiber<number> {
            try {
                return Math.max(yield* sleepFor(1, 0), yield* new Worker('method').work())
            } finally {
                yield* sleep(1)
                log.push('static')
            }
        }
    }
    const outcome = yield* cancelled(function* () {
        for (const i of [1, 2]) {
            try {
                yield* Worker.both()
            } finally {
                log.push(`loop ${i}`)
            }
        }
    })
    t.equal(outcome, 'cancelled: stop')
    t.same(log, ['method', 'static', 'loop 1'])
})

fiberTest(t, 'unwind leaves generators alone that are no fibers: for-of with break in a finally block', function* (t) {
    const log: string[] = []
    function* numbers(name: string): Generator<number> {
        try {
            for (let i = 0; ; i++) {
                yield i
            }
        } finally {
            log.push(`${name} closed`)
        }
    }
    const take = (name: string) => {
        for (const n of numbers(name)) {
            if (n === 3) {
                break
            }
        }
        const open = numbers(name)
        open.next()
        t.equal(generatorPrototype.return, nativeReturn, 'user code never sees the other return')
        t.same(open.return(7), { done: true, value: 7 })
    }
    const outcome = yield* cancelled(function* () {
        try {
            for (const n of numbers('loop around')) {
                try {
                    if (n === 1) {
                        yield* sleep(100)
                    }
                } finally {
                    take(`before ${n}`)
                    yield* sleep(1)
                    take(`after ${n}`)
                }
            }
        } finally {
            take('outer')
        }
    }, 50)
    t.equal(outcome, 'cancelled: stop')
    const twice = (name: string) => [`${name} closed`, `${name} closed`]
    t.same(log, [
        ...['before 0', 'after 0', 'before 1', 'after 1'].flatMap(twice),
        'loop around closed',
        ...twice('outer'),
    ])
})

fiberTest(t, 'unwind goes on with a for-of over a generator whose clean-up throws', function* (t) {
    function* broken(): Generator<number> {
        try {
            yield 1
        } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
            throw new Error('iterator failed')
        }
    }
    const log: string[] = []
    const outcome = yield* cancelled(() =>
        frame(log, 'outer', function* () {
            for (const _ of broken()) {
                yield* sleep(100)
            }
        }),
    )
    // A return, not an error, is on its way through the loop: JavaScript lets the iterator's error take its place.
    t.equal(outcome, 'failed: iterator failed')
    t.same(log, ['outer cleans up', 'outer is clean'])
})

fiberTest(t, 'unwind of one fiber in the finally block of another does not mix their frames', function* (t) {
    const log: string[] = []
    const other = detach('other', () => frame(log, 'other', () => sleep(100), 5))
    const outcome = yield* cancelled(function* () {
        try {
            yield* frame(log, 'inner', () => sleep(100), 1)
        } finally {
            other.cancel('too')
            yield* sleep(1)
            log.push('outer')
        }
    })
    t.equal(outcome, 'cancelled: stop')
    yield* sleep(100)
    t.same(log, ['inner cleans up', 'inner is clean', 'other cleans up', 'outer', 'other is clean'])
})

fiberTest(t, 'unwind of a fiber that waits in an operation of its own is at once', function* (t) {
    t.equal(yield* cancelled(() => sleep(100)), 'cancelled: stop')
    t.equal(yield* cancelled(() => deadline(100, sleep(200))), 'cancelled: stop')
    t.equal(yield* cancelled(() => scope(() => sleep(200))), 'cancelled: stop')
})

fiberTest(t, 'unwind of a deep chain in which each frame waits takes each frame once', function* (t) {
    let count = 0
    function* deep(n: number): Fiber {
        try {
            if (n > 0) {
                yield* deep(n - 1)
            } else {
                yield* sleep(1e6)
            }
        } finally {
            yield* sleep(0)
            count++
        }
    }
    t.equal(yield* cancelled(() => deep(500)), 'cancelled: stop')
    t.equal(count, 501)
})

for (const where of ['body', 'finally', 'finally after a wait', 'inner finally', 'inside a deadline']) {
    fiberTest(
        t,
        `unwind throws a bare yield (${where}) back to where it was made, so that the fiber ends`,
        function* (t) {
            const log: string[] = []
            function* bare(): Generator<unknown, void, unknown> {
                yield 5
            }
            const inner = where === 'inner finally' ? bare : () => sleep(1)
            const body = function* () {
                try {
                    yield* frame(log, 'inner', function* () {
                        try {
                            yield* sleep(100)
                        } finally {
                            yield* inner() as Fiber
                        }
                    })
                } finally {
                    log.push('finally')
                    if (where === 'finally after a wait') {
                        yield* sleep(1)
                    }
                    if (where === 'inside a deadline') {
                        yield* deadline(10, bare() as Fiber)
                    } else if (where.startsWith('finally')) {
                        yield* bare() as Fiber
                    }
                }
            }
            const outcome = yield* cancelled(body)
            if (where === 'body') {
                t.equal(outcome, 'cancelled: stop')
            } else {
                t.match(outcome, /^failed: Cannot suspend the fiber: it yielded a value that is no operation/)
            }
            t.same(log, ['inner cleans up', 'inner is clean', 'finally'])
        },
    )
}

t.test('endDescent tells null outside a cancel', async t => {
    t.equal(endDescent(), null)
})

/** Waits, and has a clean-up of its own that waits: the least that a driving operation has to do. */
class Polite implements Op<void>, Step {
    readonly #log: string[]
    #inner = sleep(100)[Symbol.iterator]() as unknown as Step
    #leaving = false

    constructor(log: string[]) {
        this.#log = log
    }

    [Symbol.iterator](): Iterator<Suspend, void, Resume> {
        return this as unknown as Iterator<Suspend, void, Resume>
    }

    next(move?: unknown): Move<void> {
        const answer = this.#inner.next(move) as Move<void>
        if (answer.done && this.#leaving) {
            this.#log.push('polite is clean')
        }
        return answer
    }

    return(): Move<void> {
        const descent = endDescent()
        if (this.#leaving) {
            return ready(undefined)
        }
        this.#leaving = true
        this.#inner.return()
        this.#inner = sleep(10)[Symbol.iterator]() as unknown as Step
        this.#inner.next()
        descent?.push(this)
        return SUSPEND
    }

    throw(error?: unknown): Move<void> {
        throw error
    }
}

fiberTest(t, 'endDescent lets an operation of an extension wait before it is over', function* (t) {
    const log: string[] = []
    t.equal(yield* cancelled(() => frame(log, 'outer', () => new Polite(log))), 'cancelled: stop')
    t.same(log, ['polite is clean', 'outer cleans up', 'outer is clean'])
    t.equal(yield* cancelled(() => deadline(1000, new Polite(log))), 'cancelled: stop')
})
