import t from 'tap'
import { rSetLogHandler, rTermLog } from '../../../fiber/log/c.js'
import { isLogged, Logger, LogTail, setLogFilter, writeLog } from '../../../fiber/log/index.js'

t.afterEach(() => rTermLog())

const texts = (tail: LogTail, seq = 0) => tail.since(seq).map(({ seq, type, message }) => `${seq} ${type} ${message}`)

t.test('LogTail keeps the latest lines, numbered, and gives those behind a number', async t => {
    rSetLogHandler(() => {})
    const tail = new LogTail({ lines: 3 })
    const log = new Logger('web')
    t.same(tail.since(0), [])
    for (let i = 1; i <= 5; i++) {
        log.info(`line ${i}`)
    }
    t.equal(tail.seq, 5)
    t.same(texts(tail), ['3 info line 3', '4 info line 4', '5 info line 5'])
    t.same(texts(tail, 4), ['5 info line 5'])
    t.same(texts(tail, 5), [])
    t.same(texts(tail, 99), [])
    t.match(tail.since(4), [{ source: 'web', time: Number }])
    tail.close()
    log.info('after')
    t.equal(tail.seq, 5)
})

t.test('LogTail has types of its own, which are not those of the log', async t => {
    const said: string[] = []
    rSetLogHandler((type, _source, message) => said.push(`${type} ${message}`))
    setLogFilter('error', 'all,!quiet')
    const tail = new LogTail({ types: 'info', sources: 'all,!mbedtls' })
    t.teardown(() => tail.close())
    const log = new Logger('web')
    log.error('one')
    log.info('two')
    t.notOk(isLogged('trace', 'web'))
    tail.types = 'all'
    t.equal(tail.types, 'all')
    t.ok(isLogged('trace', 'web'))
    log.trace(() => 'three')
    new Logger('quiet').error('four')
    new Logger('mbedtls').error('five')
    log.log('raw', 'six')
    t.same(said, ['error one', 'error five', 'raw six'], 'the log has no word more')
    t.same(
        tail.since(0).map(({ message }) => message),
        ['two', 'three', 'four'],
        'and no request with everything in it is kept',
    )
})

t.test('LogTail has messages that are written whatever the filter says, once', async t => {
    const said: string[] = []
    rSetLogHandler((_type, _source, message) => said.push(message))
    setLogFilter('', '')
    const tail = new LogTail()
    t.teardown(() => tail.close())
    writeLog('error', 'app', 'broken')
    t.same(said, ['broken'])
    t.same(texts(tail), ['1 error broken'])
})

t.test('LogTail cuts long messages, and refuses to keep no lines', async t => {
    rSetLogHandler(() => {})
    const tail = new LogTail()
    t.teardown(() => tail.close())
    new Logger('web').info('x'.repeat(5000))
    t.equal(tail.since(0)[0]!.message.length, 2001)
    t.throws(() => new LogTail({ lines: 0 }), RangeError)
})
