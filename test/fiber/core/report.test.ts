import t from 'tap'
import {
    detach,
    exitOnFailure,
    type Fiber,
    logFailure,
    onFailureText,
    onUncaught,
    run,
    sleep,
    type UncaughtFailure,
    yieldNow,
} from '../../../fiber/index.js'

/** The next uncaught exception of the process, which tap would take for a failed test. */
function nextUncaught(): Promise<unknown> {
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    return new Promise(resolve => {
        process.once('uncaughtException', error => {
            for (const listener of others) {
                process.on('uncaughtException', listener)
            }
            resolve(error)
        })
    })
}

function* failing(error: unknown = new Error('failed')): Fiber {
    yield* yieldNow()
    throw error
}

t.test('onUncaught sets the handler of failures that reach the root, and returns the former', async t => {
    const heard: UncaughtFailure[] = []
    const handler = (failure: UncaughtFailure) => heard.push(failure)
    t.equal(onUncaught(handler), exitOnFailure, 'the default')
    const task = detach('failing', failing)
    await run(() => sleep(1))
    t.equal(heard.length, 1)
    t.match(heard[0], { error: { message: 'failed' }, task, kind: 'uncaught' })
    t.equal(onUncaught(exitOnFailure), handler)
})

t.test('onUncaught gets an error whose stack shows the calls of the fiber only', async t => {
    const heard: UncaughtFailure[] = []
    onUncaught(failure => heard.push(failure))
    function* caller(): Fiber {
        yield* failing()
    }
    detach('failing', caller)
    await run(() => sleep(1))
    onUncaught(exitOnFailure)
    const lines = (heard[0]!.error as Error).stack!.split('\n')
    t.match(lines, [/^Error: failed$/, /at failing \(.*report\.test/, /at caller \(.*report\.test/])
    t.equal(lines.length, 3)
})

t.test('onUncaught: a handler that throws is an uncaught exception of the process, and the fibers go on', async t => {
    onUncaught(() => {
        throw new Error('handler failed')
    })
    const uncaught = nextUncaught()
    detach('failing', failing)
    t.match(await uncaught, { message: 'handler failed' })
    onUncaught(exitOnFailure)
    t.equal(
        await run(function* (): Fiber<number> {
            yield* sleep(1)
            return 7
        }),
        7,
    )
})

t.test('exitOnFailure throws the error outside, where Node ends the process', async t => {
    const error = new Error('fatal')
    const uncaught = nextUncaught()
    detach('failing', failing, error)
    t.equal(await uncaught, error)
})

t.test('logFailure writes name and stack, whatever was thrown', async t => {
    const lines: string[] = []
    const { error } = console
    console.error = line => lines.push(String(line))
    onUncaught(logFailure)
    try {
        const values = [
            new Error('text'),
            'string',
            null,
            Object.create(null),
            Object.assign(new Error('no stack'), { stack: undefined }),
        ]
        for (const value of values) {
            detach('failing', failing, value)
        }
        const hostile = new Error('hostile')
        Object.defineProperty(hostile, 'stack', {
            get() {
                throw new Error('no stack for you')
            },
        })
        const uncaught = nextUncaught()
        detach('hostile', failing, hostile)
        detach('frozen', failing, Object.freeze(new Error('frozen')))
        t.match(await uncaught, { message: 'no stack for you' })
        exitOnFailure({ error: 'second', task: detach('suppressed', failing, 'own'), kind: 'suppressed' })
        await run(() => sleep(1))
    } finally {
        console.error = error
        onUncaught(exitOnFailure)
    }
    t.same(
        lines.map(line => line.replace(/\d+/, 'n').split('\n')[0]),
        [
            'Fiber n failing failed: Error: text',
            'Fiber n failing failed: string',
            'Fiber n failing failed: null',
            'Fiber n failing failed: [object Object]',
            'Fiber n failing failed: no stack',
            'Fiber n frozen failed: Error: frozen',
            'Fiber n suppressed failed while another failure was handled: second',
            'Fiber n suppressed failed: own',
        ],
    )
    t.match(lines[0], /\n {4}at .*report\.test/)
})

t.test('onFailureText gets what the policies write, beside what they do', async t => {
    const written: string[] = []
    onFailureText(text => written.push(text.split('\n')[0]!))
    const uncaught = nextUncaught()
    detach('first', failing, new Error('why'))
    t.match(await uncaught, { message: 'why' })
    onUncaught(logFailure)
    detach('second', failing, 'no error')
    await run(() => sleep(1))
    onUncaught(exitOnFailure)
    onFailureText(null)
    t.match(written, [/^Fiber \d+ first failed: Error: why$/, /^Fiber \d+ second failed: no error$/])
})
