import t from 'tap'
import { sleep } from '../../../../fiber/index.js'
import { fiberTest } from '../../../../fiber/testing/index.js'
import { Sessions } from '../../../../services/web/session/index.js'

const USERNAME = '_:username:_'

fiberTest(t, 'Sessions ends those that were not used for their lifespan', function* (t) {
    const sessions = new Sessions(10, 1000)
    const session = sessions.create(false)!
    t.match(session.id, /^[0-9A-HJKMNP-TV-Z]{32}$/)
    yield* sleep(999)
    t.equal(sessions.get(session.id), session)
    yield* sleep(999)
    t.equal(sessions.get(session.id), session, 'the use counts')
    yield* sleep(1000)
    t.equal(sessions.get(session.id), null, 'over, though nobody has pruned')
    t.equal(sessions.size, 0)
    t.equal(sessions.get('other'), null)
})

fiberTest(t, 'Sessions prunes what is over', function* (t) {
    const sessions = new Sessions(10, 1000)
    const first = sessions.create(false)!
    sessions.create(false)
    yield* sleep(500)
    sessions.get(first.id)
    yield* sleep(500)
    sessions.prune()
    t.equal(sessions.size, 1)
    t.equal(sessions.get(first.id), first)
    sessions.remove(first)
    t.equal(sessions.size, 0)
})

fiberTest(t, 'Sessions gives up a session of nobody, for another such only after a minute', function* (t) {
    const sessions = new Sessions(2, 1_800_000)
    const [first, second] = [sessions.create(false)!, sessions.create(false)!]
    t.equal(sessions.create(false), null)
    yield* sleep(60_000)
    sessions.get(first.id)
    const third = sessions.create(false)!
    t.ok(third)
    t.equal(sessions.get(second.id), null, 'it was not used for a minute')
    t.equal(sessions.create(false), null)
    const fourth = sessions.create(true)!
    t.ok(fourth, 'a login may have one at once')
    t.equal(sessions.size, 2)
})

fiberTest(t, 'Sessions gives up one of the user who has the most, for a login', function* (t) {
    const sessions = new Sessions(4, 1_800_000)
    const login = function* (name: string) {
        yield* sleep(1)
        const session = sessions.create(true)
        session?.cache.set(USERNAME, name)
        return session?.id ?? ''
    }
    const ids: string[] = []
    for (const name of ['joe', 'script', 'script', 'ann']) {
        ids.push(yield* login(name))
    }
    t.equal(sessions.create(false), null, 'not for a stranger')
    sessions.get(ids[1]!)
    t.ok(yield* login('eve'))
    t.same(
        ids.map(id => sessions.get(id) !== null),
        [true, true, false, true],
        'the one that was not used for longest',
    )
    t.equal(yield* login('bob'), '', 'everybody has one')
    t.equal(sessions.size, 4)
})

fiberTest(t, 'Sessions never gives up the only session of a user', function* (t) {
    const sessions = new Sessions(2, 1_800_000)
    for (const name of ['joe', 'eve']) {
        sessions.create(true)!.cache.set(USERNAME, name)
    }
    yield* sleep(1_000_000)
    t.equal(sessions.create(true), null)
    yield* sleep(800_000)
    t.ok(sessions.create(false), 'they are over')
    t.equal(sessions.size, 1)
})

t.test('Sessions ends all of a user', async t => {
    const sessions = new Sessions(5, Infinity)
    for (const name of ['joe', 'eve', 'joe']) {
        sessions.create(true)!.cache.set(USERNAME, name)
    }
    sessions.create(false)
    t.equal(sessions.removeOf('joe'), 2)
    t.equal(sessions.size, 2)
    t.equal(new Sessions(0, 1000).create(true), null)
})
