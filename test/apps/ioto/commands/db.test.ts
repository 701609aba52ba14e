import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from './commands.js'

const schema = `{
    process: {Hidden: {enable: 'cloud'}},
    models: {
        User: {sk: {value: 'user#\${id}'}, id: {type: 'string', generate: 'ulid'}, name: {type: 'string'}, age: {type: 'number'},
            role: {enum: ['a', 'b']}, obj: {type: 'object'}, expires: {type: 'date', ttl: true}},
        Log: {sk: {value: 'log#'}},
        Hidden: {sk: {value: 'hidden#'}},
    },
}`
const data = "{User: [{id: 1, name: 'joe', age: 5, obj: {a: 1}}, {id: 2, name: 'ann', expires: 1000}], Log: []}"
const joe = `{
    id: '1',
    name: 'joe',
    age: 5,
    obj: { a: 1 },
    sk: 'user#1',
    _type: 'User'
}
`

t.test('ioto db loads, lists, finds, changes, expires, exports, imports, checks', async t => {
    const cwd = t.testdir({ 'schema.json5': schema, 'data.json5': data })
    const db = async (...args: string[]) => {
        const { status, stdout, stderr } = await run(['db', ...args], { cwd })
        return status === 0 && stderr === '' ? stdout : { status, stdout, stderr }
    }
    const on = (...args: string[]) => db('--schema', 'schema.json5', ...args)
    const failed = (stderr: string) => ({ status: 1, stdout: '', stderr })

    t.same(await db('x.db'), failed('db: Must specify --schema, --load or --reset\n'))
    t.same(await db('--reset', 'x.db'), failed('db: Cannot open database: it needs --schema\n'))
    t.match(await db('--schema', 'none', 'x.db'), failed('db: Cannot open database: Cannot open: "none"\n'))
    t.match(await on(), { status: 1, stderr: /^db: missing required argument 'database'\n\nUsage: ioto db / })
    t.match(await on('--nonsense', 'x.db'), { status: 1, stderr: /^db: unknown option '--nonsense'/ })
    t.equal(await on('--load', 'data.json5', 'x.db', 'User'), '')
    const all = (await on('x.db')) as string
    t.equal(all.slice(0, joe.length + 1), `${joe}\n`)
    t.match(await on('x.db', 'User'), /^\[ \{ id: '1', .* \} \]\n\n$/)
    const noModel = (name: string) => failed(`db: Cannot find model ${name}, wanted one of User, Log\n`)
    t.same(await on('x.db', 'None'), noModel('None'))
    t.same(await on('x.db', 'Hidden'), noModel('Hidden'))
    const parsed = async (...args: string[]) => JSON.parse((await on('--json', ...args)) as string)
    t.match(await parsed('x.db'), [{ id: '1', _type: 'User' }, { id: '2' }])
    t.same(await parsed('x.db', 'User', 'id:3'), [])
    t.match(await parsed('x.db', 'User', 'id:1'), [{ id: '1', name: 'joe', obj: { a: 1 } }])
    t.same(await parsed('x.db', 'User', 'id:1', 'age', 'obj.a', 'none'), [{ age: 5, 'obj.a': 1, none: null }])
    t.match(await parsed('--check', 'x.db'), { items: 2, problems: [] })
    t.match(await parsed('--export', '-', 'x.db'), { User: [{ id: '1' }, { id: '2' }] })
    t.match(await parsed('--show', 'x.db', 'User', 'id:1', 'age=5'), [{ id: '1', age: 5 }])
    t.equal(await on('x.db', 'User', 'id:1'), joe)
    t.equal(await on('x.db', 'User', 'id:1', 'name', 'age', 'none', 'obj.a'), 'joe\n5\nnull\n1\n')
    t.equal(await on('x.db', 'User', 'id:3'), '[ ]\n\n')
    t.equal(await on('x.db', 'User', 'name:x', 'age'), '[ ]\n\n')
    t.same(
        await on('x.db', 'User', 'role:c'),
        failed('db: Cannot find model items: Invalid property "role" value "c"\n'),
    )
    t.match(await on('x.db', 'User', 'nme:c'), { stderr: /Unknown property "nme"/ })

    t.equal(await on('x.db', 'User', 'id:1', 'age=6', 'name=a=b:c'), '')
    t.equal(await on('x.db', 'User', 'id:1', 'name', 'age', 'obj.a'), 'a=b:c\n6\n1\n', 'what was not mentioned stays')
    t.match(await on('--show', 'x.db', 'User', 'id:7', 'name=007'), /^\{\n {4}id: '7',\n {4}name: '007',/)
    t.match(await on('-s', 'x.db', 'User', 'name=new'), /id: '[0-9A-Z]{26}'/)
    t.same(
        await on('x.db', 'User', 'id:1', 'age=x'),
        failed('db: Cannot update User: Invalid numeric in property "age": x\n'),
    )
    t.equal(await on('x.db', 'User', 'id:7', 'name=null'), '')
    t.equal(await on('x.db', 'User', 'id:7', 'name'), 'null\n')

    writeFileSync(join(cwd, 'bad.json5'), "{User: [{id: 'b'}, {id: 'c', age: 'x'}]}")
    t.match(await on('--load', 'bad.json5', 'x.db'), {
        status: 1,
        stderr: /^db: Cannot load data: Cannot create item for \{id:'c',age:'x'\}\. /,
    })
    t.equal(await on('x.db', 'User', 'id:b', 'id'), 'b\n', 'what was loaded before stays')
    t.match(await on('--import', 'bad.json5', 'x.db'), { status: 1, stderr: /^db: Cannot import data: / })
    t.equal(await on('--expire', 'x.db'), '')
    t.notMatch(readFileSync(join(cwd, 'x.db'), 'latin1'), 'ann', 'D-23')

    t.equal(await db('--export', 'out.json5', '--export-c', 'c.db', 'x.db'), '')
    t.match(await db('--export', '-', 'x.db'), /^\{\n {4}User: \[/)
    t.equal(await on('--reset', '--import', 'out.json5', 'y.db'), '')
    t.equal(await on('y.db'), await on('x.db'))
    t.equal(await on('--compact', 'c.db'), '')
    t.equal(await db('--compact', 'c.db'), '')
    t.equal(await on('c.db'), await on('x.db'))

    t.match(await db('--check', 'x.db'), /^4 items, \d+ characters, 0 changes in the journal, 0 problems\n$/)
    const bytes = readFileSync(join(cwd, 'c.db'))
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(join(cwd, 'c.db'), bytes)
    t.match(await db('--check', 'c.db'), {
        status: 1,
        stdout: /^the data file is damaged.*\n\d+ items, .*, 1 problems\n$/,
    })
    writeFileSync(join(cwd, 'x.db.lock'), `${process.pid} - - \n`)
    t.same(
        await on('x.db', 'User', 'id:1', 'age=7'),
        failed(`db: Cannot open database: Database is in use: x.db, process ${process.pid} has it open for writing\n`),
    )
    t.equal(await on('x.db', 'User', 'id:1', 'age'), '6\n', 'readers ignore the lock')
})

t.test('ioto db destroys nothing before all that it needs is there, and says what is no file of items', async t => {
    const cwd = t.testdir({
        'schema.json5': schema,
        'data.json5': data,
        'bad.json5': '{models: {A: {a: {validate: "("}}}}',
    })
    const db = async (...args: string[]) => {
        const { status, stdout, stderr } = await run(['db', ...args], { cwd })
        return status === 0 && stderr === '' ? stdout : stderr
    }
    const on = (...args: string[]) => db('--schema', 'schema.json5', ...args)
    t.equal(await on('--load', 'data.json5', 'x.db'), '')
    const whole = await on('x.db')
    t.match(await db('--reset', 'x.db'), /it needs --schema/)
    t.match(await db('--reset', '--schema', 'none.json5', 'x.db'), /Cannot open: "none.json5"/)
    t.match(await db('--reset', '--schema', 'bad.json5', 'x.db'), /Cannot use "validate" of "A.a"/)
    t.match(await on('--reset', '--load', 'none.json5', 'x.db'), /Cannot load data: Cannot load none.json5: ENOENT/)
    t.match(await on('--reset', '--import', 'none.json5', 'x.db'), /Cannot import data: Cannot load none.json5: ENOENT/)
    t.equal(await on('x.db'), whole)

    for (const [text, wanted] of [
        ['[1, 2]', /Cannot load items: \[1,2\], wanted \{Model: \[/],
        ['{User: 5}', /Cannot load items of User: 5, wanted a list/],
        ['{User: [1]}', /Cannot create item for 1\. It is no object/],
        ['{None: [{}]}', /Unknown schema model "None"/],
        ['{User: ', /Cannot load items.json5: Cannot parse items.json5:/],
    ] as const) {
        writeFileSync(join(cwd, 'items.json5'), text)
        t.match(await on('--load', 'items.json5', 'x.db'), wanted)
        t.match(await on('--import', 'items.json5', 'x.db'), wanted)
    }
    t.equal(await on('x.db'), whole)

    for (const option of ['--check', '--compact', '--export=-', '--export-c=c.db']) {
        t.equal(await db(option, 'none.db'), 'db: Cannot open database: there is none at none.db\n')
    }
    t.match(await on('--check', '--compact', 'x.db'), /Cannot check a database and change it at once/)
    t.match(await on('--load', 'data.json5', '--export', '-', 'y.db'), /^\{\n {4}User: \[/, 'what was loaded')
    t.match(await on('--reset', 'x.db', 'User', 'id:5', 'name=n', '-s'), /id: '5'/)
    t.match(await on('x.db', 'User'), /^\[ \{ id: '5', .* \} \]\n\n$/)
})
