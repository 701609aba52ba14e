import t from 'tap'
import { makeReference, reportErrors } from '../../../services/web/events.js'

const event = {
    level: 'error',
    code: 'WEB_HANDLER',
    message: 'It failed',
    conn: 1,
    remote: null,
    method: 'GET',
    path: '/a\n',
} as const

t.test('reportErrors writes errors to standard error, with stack and reference', async t => {
    const lines = t.capture(console, 'error')
    reportErrors({ ...event, error: new Error('why'), reference: 'ABC' })
    reportErrors({ ...event, error: 'text', method: '', path: '' })
    reportErrors({ ...event, level: 'trace' })
    reportErrors({ ...event, level: 'info' })
    const texts = lines().map(({ args }) => String(args[0]))
    t.equal(texts.length, 2)
    t.match(texts[0], /^Web: It failed \(GET "\/a\\n"\), reference ABC: Error: why\n +at /)
    t.equal(texts[1], 'Web: It failed: text')
})

t.test('makeReference gives twelve characters that are hard to mistake', async t => {
    const all = Array.from({ length: 1000 }, makeReference)
    t.equal(new Set(all).size, 1000)
    t.ok(all.every(reference => /^[0-9A-HJKMNP-TV-Z]{12}$|^[0-9A-HJ-NP-Z]{12}$/.test(reference)))
})
