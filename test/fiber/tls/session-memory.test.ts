import t from 'tap'
import { SessionMemory } from '../../../fiber/tls/session-memory.js'

t.test('SessionMemory forgets what was not used for the longest time', async t => {
    const memory = new SessionMemory(2)
    memory.set('a', Buffer.from('1'))
    memory.set('b', Buffer.from('2'))
    t.equal(memory.get('a')?.toString(), '1')
    memory.set('c', Buffer.from('3'))
    t.equal(memory.get('b'), null)
    t.equal(memory.get('a')?.toString(), '1')
    t.equal(memory.size, 2)
})

t.test('SessionMemory replaces and deletes', async t => {
    const memory = new SessionMemory(2)
    memory.set('a', Buffer.from('1'))
    memory.set('a', Buffer.from('2'))
    t.equal(memory.size, 1)
    t.equal(memory.get('a')?.toString(), '2')
    memory.delete('a')
    memory.delete('a')
    t.equal(memory.get('a'), null)
})
