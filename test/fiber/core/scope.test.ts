import t from 'tap'
import {
    CancelledError,
    detach,
    type Fiber,
    fibers,
    now,
    onUncaught,
    run,
    scope,
    sleep,
    spawn,
    statistics,
    type Task,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

type Fate = 'finishes' | 'fails' | 'is cancelled'

interface Row {
    /** When the child meets its fate, seen from the parent, whose clean-up takes 20 ms. */
    readonly phase: 'in the body' | 'in the clean-up' | 'behind the clean-up'
    readonly child: Fate
    readonly parent: Fate
    /** What a join of the parent gives or throws. */
    readonly joined: 'finished' | 'cancelled' | 'parent failed' | 'child failed'
    /** Milliseconds after the start. */
    readonly at: number
    readonly childEnds: 'finished' | 'failed' | 'cancelled'
    readonly rootHears?: string
}

// Parent and child meet their fates at 20 and 10 ms ("in the body"), 10 and 20, or 10 and 40. All hold for the fibers that a
// fiber spawns, and for those of `scope()`.
const truth: Row[] = [
    // A child's end disturbs nobody, nor does its cancel.
    { phase: 'in the body', child: 'finishes', parent: 'finishes', joined: 'finished', at: 40, childEnds: 'finished' },
    {
        phase: 'in the body',
        child: 'finishes',
        parent: 'fails',
        joined: 'parent failed',
        at: 40,
        childEnds: 'finished',
    },
    {
        phase: 'in the body',
        child: 'finishes',
        parent: 'is cancelled',
        joined: 'cancelled',
        at: 40,
        childEnds: 'finished',
    },
    {
        phase: 'in the body',
        child: 'is cancelled',
        parent: 'finishes',
        joined: 'finished',
        at: 40,
        childEnds: 'cancelled',
    },
    {
        phase: 'in the body',
        child: 'is cancelled',
        parent: 'fails',
        joined: 'parent failed',
        at: 40,
        childEnds: 'cancelled',
    },
    {
        phase: 'in the body',
        child: 'is cancelled',
        parent: 'is cancelled',
        joined: 'cancelled',
        at: 40,
        childEnds: 'cancelled',
    },
    // Its failure ends the body, whose clean-up runs, and is what is thrown.
    { phase: 'in the body', child: 'fails', parent: 'finishes', joined: 'child failed', at: 30, childEnds: 'failed' },
    { phase: 'in the body', child: 'fails', parent: 'fails', joined: 'child failed', at: 30, childEnds: 'failed' },
    {
        phase: 'in the body',
        child: 'fails',
        parent: 'is cancelled',
        joined: 'child failed',
        at: 30,
        childEnds: 'failed',
    },

    {
        phase: 'in the clean-up',
        child: 'finishes',
        parent: 'finishes',
        joined: 'finished',
        at: 30,
        childEnds: 'finished',
    },
    {
        phase: 'in the clean-up',
        child: 'finishes',
        parent: 'fails',
        joined: 'parent failed',
        at: 30,
        childEnds: 'finished',
    },
    {
        phase: 'in the clean-up',
        child: 'finishes',
        parent: 'is cancelled',
        joined: 'cancelled',
        at: 30,
        childEnds: 'finished',
    },
    {
        phase: 'in the clean-up',
        child: 'is cancelled',
        parent: 'finishes',
        joined: 'finished',
        at: 30,
        childEnds: 'cancelled',
    },
    {
        phase: 'in the clean-up',
        child: 'is cancelled',
        parent: 'fails',
        joined: 'parent failed',
        at: 30,
        childEnds: 'cancelled',
    },
    {
        phase: 'in the clean-up',
        child: 'is cancelled',
        parent: 'is cancelled',
        joined: 'cancelled',
        at: 30,
        childEnds: 'cancelled',
    },
    // A body that was on its way out by itself is cancelled there: a wait of its clean-up is given up. JavaScript then drops an
    // error that was on its way through the finally block.
    {
        phase: 'in the clean-up',
        child: 'fails',
        parent: 'finishes',
        joined: 'child failed',
        at: 20,
        childEnds: 'failed',
    },
    { phase: 'in the clean-up', child: 'fails', parent: 'fails', joined: 'child failed', at: 20, childEnds: 'failed' },
    // A clean-up that follows a cancel goes on.
    {
        phase: 'in the clean-up',
        child: 'fails',
        parent: 'is cancelled',
        joined: 'child failed',
        at: 30,
        childEnds: 'failed',
    },

    // A finished body waits for its children; otherwise they are cancelled.
    {
        phase: 'behind the clean-up',
        child: 'finishes',
        parent: 'finishes',
        joined: 'finished',
        at: 40,
        childEnds: 'finished',
    },
    {
        phase: 'behind the clean-up',
        child: 'finishes',
        parent: 'fails',
        joined: 'parent failed',
        at: 30,
        childEnds: 'cancelled',
    },
    {
        phase: 'behind the clean-up',
        child: 'finishes',
        parent: 'is cancelled',
        joined: 'cancelled',
        at: 30,
        childEnds: 'cancelled',
    },
    {
        phase: 'behind the clean-up',
        child: 'is cancelled',
        parent: 'finishes',
        joined: 'finished',
        at: 40,
        childEnds: 'cancelled',
    },
    {
        phase: 'behind the clean-up',
        child: 'is cancelled',
        parent: 'fails',
        joined: 'parent failed',
        at: 30,
        childEnds: 'cancelled',
    },
    {
        phase: 'behind the clean-up',
        child: 'is cancelled',
        parent: 'is cancelled',
        joined: 'cancelled',
        at: 30,
        childEnds: 'cancelled',
    },
    {
        phase: 'behind the clean-up',
        child: 'fails',
        parent: 'finishes',
        joined: 'child failed',
        at: 40,
        childEnds: 'failed',
    },
    // Here it fails in its own clean-up, when another failure is on its way.
    {
        phase: 'behind the clean-up',
        child: 'fails',
        parent: 'fails',
        joined: 'parent failed',
        at: 30,
        childEnds: 'failed',
        rootHears: 'suppressed: child failed',
    },
    {
        phase: 'behind the clean-up',
        child: 'fails',
        parent: 'is cancelled',
        joined: 'child failed',
        at: 30,
        childEnds: 'failed',
    },
]

const times = { 'in the body': [20, 10], 'in the clean-up': [10, 20], 'behind the clean-up': [10, 40] } as const

function* childBody(fate: Fate, at: number): Fiber {
    try {
        yield* sleep(at)
    } finally {
        if (fate === 'fails') {
            // biome-ignore lint/correctness/noUnsafeFinally: it is to fail also when it is cancelled
            throw new Error('child failed')
        }
    }
}

for (const kind of ['spawn', 'scope']) {
    for (const row of truth) {
        fiberTest(t, `${kind}: a child ${row.child} ${row.phase} of a parent that ${row.parent}`, function* (t) {
            const heard: string[] = []
            onUncaught(({ kind, error }) => heard.push(`${kind}: ${(error as Error).message}`))
            const start = now()
            const [parentAt, childAt] = times[row.phase]
            let child: Task<void> | undefined

            function* body(start: (fn: typeof childBody, fate: Fate, at: number) => Task<void>): Fiber<string> {
                try {
                    child = start(childBody, row.child, row.child === 'is cancelled' ? 1000 : childAt)
                    yield* sleep(row.parent === 'is cancelled' ? 1000 : parentAt)
                    if (row.parent === 'fails') {
                        throw new Error('parent failed')
                    }
                    return 'finished'
                } finally {
                    yield* sleep(20)
                }
            }
            const parent = detach('parent', () =>
                kind === 'spawn' ? body(spawn) : scope(s => body((fn, ...args) => s.spawn(fn, ...args))),
            )

            const cancelAt = (task: () => Task<unknown>, at: number) =>
                detach('canceller', function* () {
                    yield* sleep(at)
                    task().cancel('stop')
                })
            const cancellers = [
                ...(row.parent === 'is cancelled' ? [cancelAt(() => parent, parentAt)] : []),
                ...(row.child === 'is cancelled' ? [cancelAt(() => child!, childAt)] : []),
            ]

            let joined: string
            try {
                joined = yield* parent.join()
            } catch (error) {
                joined = error instanceof CancelledError ? 'cancelled' : (error as Error).message
            }
            t.equal(joined, row.joined)
            t.equal(now() - start, row.at, 'time of the end')
            t.equal(child!.statistics().outcome, row.childEnds, 'how the child ends')
            t.same(heard, row.rootHears === undefined ? [] : [row.rootHears], 'what the root hears')
            for (const canceller of cancellers) {
                yield* canceller.join()
            }
        })
    }
}

t.test('Scope.count and the list of fibers return to the start', async t => {
    const before = statistics()
    await run(function* () {
        yield* scope(function* (s) {
            for (let i = 0; i < 100; i++) {
                s.spawn(yieldNow)
            }
            t.equal(s.count, 100)
            t.equal(fibers().length, 101)
        })
    })
    t.equal(statistics().live, before.live)
    t.equal(statistics().timers, before.timers)
    t.equal(statistics().spawned - before.spawned, 101)
})
