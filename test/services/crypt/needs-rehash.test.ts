import t from 'tap'
import { needsRehash } from '../../../services/crypt/index.js'

const stored = (cost: string) => `$scrypt$${cost}$${'A'.repeat(22)}$${'A'.repeat(43)}`

t.test('needsRehash tells hashes that are cheaper to guess than new ones', async t => {
    t.equal(needsRehash(stored('ln=14,r=8,p=5')), false)
    t.equal(needsRehash(stored('ln=15,r=8,p=5')), false)
    t.equal(needsRehash(stored('ln=14,r=8,p=4')), true)
    t.equal(needsRehash(stored('ln=13,r=8,p=20')), true)
    t.equal(needsRehash(stored('ln=14,r=8,p=5'), { logN: 15 }), true)
    t.equal(needsRehash(stored('ln=10,r=8,p=1'), { logN: 10, p: 1 }), false)
    t.equal(needsRehash('BF1:00128:rWpJRA0d09FvGgM6:glkhwglFUhbNDq/dX++MngZ9ix6521lS'), true)
    t.equal(needsRehash('secret'), true)
})
