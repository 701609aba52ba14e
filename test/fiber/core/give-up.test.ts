import t from 'tap'
import {
    abandonNow,
    type Blocking,
    Channel,
    deadline,
    detach,
    type Fiber,
    fibers,
    onUncaught,
    race,
    run,
    scope,
    shield,
    sleep,
    spawn,
    statistics,
    toPromise,
} from '../../../fiber/core/index.js'

/** Cancels a fiber whose clean-up waits, then abandons it and its children; gives what it said. */
async function abandoned(body: (say: (word: string) => void) => Blocking<unknown>): Promise<string[]> {
    const said: string[] = []
    const task = detach('stubborn', body, (word: string) => said.push(word))
    await run(() => sleep(0))
    task.cancel()
    await run(() => sleep(0))
    for (const fiber of fibers().reverse()) {
        abandonNow(fiber)
    }
    t.ok(task.done)
    return said
}

t.afterEach(() => {
    t.match(statistics(), { live: 0, timers: 0 }, 'no fiber and no timer is left')
})

const for1000Seconds = () => sleep(1e6)

function fail(message: string): never {
    throw new Error(message)
}

t.test(
    'abandonNow skips the rest of a finally block that waits, and runs those around it as far as they do not wait',
    async t => {
        const said = await abandoned(function* (say) {
            try {
                try {
                    try {
                        yield* sleep(1e6)
                    } finally {
                        say('inner begins')
                        yield* for1000Seconds()
                        say('never')
                    }
                } finally {
                    say('middle')
                }
            } finally {
                say('outer begins')
                yield* for1000Seconds()
                say('never')
            }
        })
        t.strictSame(said, ['inner begins', 'middle', 'outer begins'])
    },
)

t.test('abandonNow ends shields, deadlines, races and scopes in clean-up', async t => {
    for (const wait of [
        () => shield(for1000Seconds()),
        () => deadline(1e7, for1000Seconds()),
        () => race([for1000Seconds(), for1000Seconds()]),
        () => scope(() => for1000Seconds()),
        () => new Channel(1).receive(),
        () => shield(deadline(1e7, shield(for1000Seconds()))),
    ] as (() => Blocking<unknown>)[]) {
        const said = await abandoned(function* (say) {
            try {
                yield* sleep(1e6)
            } finally {
                try {
                    yield* wait()
                    say('never')
                } finally {
                    say('around')
                }
            }
        })
        t.strictSame(said, ['around'], String(wait))
    }
})

t.test('abandonNow ends a fiber that waits in a shield for its first time', async t => {
    t.strictSame(
        await abandoned(function* (say) {
            yield* shield(for1000Seconds())
            say('never')
        }),
        [],
    )
})

t.test('abandonNow ends clean-up that waits for ever anew, and reports what it throws', async t => {
    const heard: unknown[] = []
    const former = onUncaught(({ error, kind }) => heard.push([(error as Error).message, kind]))
    t.teardown(() => onUncaught(former))
    function* again(depth: number): Fiber {
        try {
            yield* for1000Seconds()
        } finally {
            if (depth > 0) {
                yield* again(depth - 1)
            }
        }
    }
    await abandoned(() => again(1000))
    await abandoned(function* () {
        try {
            yield* sleep(1e6)
        } finally {
            try {
                yield* for1000Seconds()
            } finally {
                fail('in clean-up')
            }
        }
    })
    t.match(heard.at(-1), ['in clean-up', 'suppressed'])
})

t.test('abandonNow ends those who wait for the fiber', async t => {
    const task = detach('joined', function* () {
        spawn(function* child() {
            try {
                yield* sleep(1e6)
            } finally {
                yield* sleep(1e6)
            }
        })
        yield* sleep(1e6)
    })
    const end = toPromise(task)
    await run(() => sleep(0))
    task.cancel('enough')
    await run(() => sleep(0))
    for (const fiber of fibers().reverse()) {
        abandonNow(fiber)
        abandonNow(fiber)
    }
    await t.rejects(end, { code: 'FIBER_CANCELLED' })
})
