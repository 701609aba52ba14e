import t from 'tap'
import { rSetLogHandler, rTermLog } from '../../../fiber/log/c.js'
import { Logger, setLogFilter } from '../../../fiber/log/index.js'

t.afterEach(() => rTermLog())

t.test('Logger appends data as name=value', async t => {
    const said: string[] = []
    rSetLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
    const log = new Logger('web')
    log.info('request', { status: 200, path: '/a b', none: null })
    log.error('plain')
    log.log('audit', () => 'computed')
    t.strictSame(said, ['info web request status=200 path="/a b" none=null', 'error web plain', 'audit web computed'])
    t.ok(log.logs('debug'))
})

t.test(
    'Logger asks for the text of a message only if it is logged, and sees a change of the filter at once',
    async t => {
        const said: string[] = []
        rSetLogHandler((type, source, message) => said.push(`${type} ${source} ${message}`))
        const log = new Logger('web')
        let asked = 0
        const text = () => `asked ${++asked}`
        setLogFilter('error', 'all')
        log.trace(text)
        t.notOk(log.logs('trace'))
        setLogFilter('all', 'all,!web')
        log.trace(text)
        setLogFilter('trace', 'web')
        log.trace(text)
        t.ok(log.logs('trace'))
        t.strictSame(said, ['trace web asked 1'])
    },
)

t.test('Logger shows data of any kind', async t => {
    const said: string[] = []
    rSetLogHandler((_type, _source, message) => said.push(message))
    new Logger('web').debug('x', {
        text: 'a=b',
        error: new Error('what went wrong'),
        bare: Object.create(null),
        empty: '',
        when: undefined,
        line: 'two\nlines',
    })
    t.strictSame(said, [
        'x text="a=b" error="what went wrong" bare="[object Object]" empty="" when=undefined line="two\\nlines"',
    ])
})
