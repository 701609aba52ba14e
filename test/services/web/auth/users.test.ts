import t from 'tap'
import { abilitiesOf } from '../../../../services/web/auth/abilities.js'
import { Users } from '../../../../services/web/auth/index.js'

const roles = new Map([
    ['user', ['public', 'view']],
    ['admin', ['user', 'edit']],
    ['owner', ['admin', 'owner']],
    ['loop', ['back']],
    ['back', ['loop', 'x']],
    ['root', ['*']],
])

t.test('abilitiesOf has what a role names, and what the roles among that name', async t => {
    const names = (role: string) => [...(abilitiesOf(role, roles) ?? [])].sort()
    t.same(names('user'), ['public', 'user', 'view'])
    t.same(names('owner'), ['admin', 'edit', 'owner', 'public', 'user', 'view'])
    t.same(names('loop'), ['back', 'loop', 'x'])
    t.equal(abilitiesOf('edit', roles), null, 'an ability is no role')
    t.equal(abilitiesOf('constructor', roles), null)
})

t.test('abilitiesOf takes a list, in which each role has those before it', async t => {
    const list = ['user', 'admin', 'owner']
    t.same([...abilitiesOf('admin', list)!], ['public', 'user', 'admin'])
    t.same([...abilitiesOf('user', list)!], ['public', 'user'])
    t.equal(abilitiesOf('public', list), null)
})

t.test('userCan knows abilities, and the one that is all of them', async t => {
    const users = new Users(roles)
    const admin = users.add('a', null, 'admin')
    t.same(
        ['admin', 'user', 'edit', 'owner', ''].map(ability => admin.userCan(ability)),
        [true, true, true, false, false],
    )
    t.ok(users.add('r', null, 'root').userCan('anything'))
})

t.test('Users adds, changes and removes', async t => {
    const users = new Users(roles)
    const joe = users.add('joe', 'hash', 'user')
    t.equal(users.get('joe'), joe)
    t.equal(users.size, 1)
    t.equal(users.update('joe', null, 'admin'), true)
    t.match(joe, { password: 'hash', role: 'admin' })
    t.ok(joe.userCan('edit'))
    t.equal(users.update('joe', 'other', null), true)
    t.match(joe, { password: 'other', role: 'admin' })
    t.equal(users.update('eve', 'x', null), false)
    t.same([...users], [joe])
    t.equal(users.remove('joe'), true)
    t.equal(users.remove('joe'), false)
    t.equal(users.get('joe'), null)
    t.equal(users.get('__proto__'), null)
})

t.test('Users refuses with a sentence', async t => {
    const users = new Users(roles)
    users.add('joe', null, 'user')
    const long = 'x'.repeat(257)
    const wrong: [name: string, password: string | null, role: string, message: RegExp][] = [
        ['joe', null, 'user', /Cannot add user "joe": there is one already/],
        ['eve', null, 'boss', /Cannot add user "eve": Cannot find role boss, wanted one of auth.roles/],
        ['', null, 'user', /the name has 0 characters, wanted 1 to 256/],
        [long, null, 'user', /the name has 257 characters/],
        ['eve', long, 'user', /the hash has 257 characters, wanted at most 256/],
    ]
    for (const [name, password, role, message] of wrong) {
        t.throws(() => users.add(name, password, role), { code: 'WEB_USER', message })
    }
    t.throws(() => users.update('joe', null, 'boss'), { code: 'WEB_USER', message: /Cannot change user "joe": .*boss/ })
    t.throws(() => users.update('joe', long, null), { code: 'WEB_USER' })
    t.equal(users.get('joe')!.role, 'user')
    t.throws(() => new Users(null).add('eve', null, 'user'), { message: /there are no roles, wanted auth.roles/ })
})

t.test('Users loads those of a configuration, and tells which it cannot', async t => {
    const users = new Users(roles)
    const faults = users.load(
        new Map([
            ['joe', { password: 'h', role: 'user' }],
            ['nobody', { password: null, role: 'user' }],
            ['eve', { password: 'h', role: 'public' }],
        ]),
    )
    t.equal(faults.length, 1)
    t.match(faults[0], /"eve": Cannot find role public/)
    t.equal(users.size, 1)
    t.equal(users.decoyFor('anybody'), 'h')
    t.equal(new Users(roles).decoyFor('anybody'), null)
})
