import t from 'tap'
import { readFaces } from './face.js'

t.test('readFaces tells functions, whether they suspend, and constants', async t => {
    const [event, text] = readFaces('fiber/event/c.ts', 'fiber/text/c.ts')
    t.strictSame(event!.get('rStop'), { parameters: 0, suspends: false, needed: [] })
    t.strictSame(event!.get('rSleep'), { parameters: 1, suspends: true, needed: [0] })
    t.strictSame(event!.get('rEnter'), { parameters: 2, suspends: true, needed: [1] })
    t.equal(event!.get('R_STOPPED'), null)
    t.equal(event!.get('slen'), undefined)
    t.strictSame(text!.get('slen'), { parameters: 1, suspends: false, needed: [] })
})
