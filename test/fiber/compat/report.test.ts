import t from 'tap'
import { onReport, report } from '../../../fiber/compat/index.js'

t.test('report tells whoever listens; without a listener, errors go to standard error', async t => {
    const written: string[] = []
    const { error } = console
    console.error = text => written.push(text)
    t.teardown(() => {
        console.error = error
        onReport(null)
    })
    report('error', 'runtime', 'Cannot go on')
    report('info', 'runtime', 'Restarting...')
    t.strictSame(written, ['runtime: Cannot go on'])
    const heard: unknown[] = []
    onReport((...args) => heard.push(args))
    report('trace', 'file', 'text')
    t.strictSame(heard, [['trace', 'file', 'text']])
    onReport(null)
    report('error', 'a', 'b')
    t.equal(written.length, 2)
})
