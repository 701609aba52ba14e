import t from 'tap'
import { codeOf, openDb } from './schema.js'

t.test('Db.open refuses options that it does not know, or that are out of their range', async t => {
    const refused: readonly [options: unknown, message: RegExp][] = [
        [{ durabilty: 'turn' }, /option "durabilty", wanted one of readOnly, /],
        [{ durability: 'sometimes' }, /durability sometimes, wanted "turn", "never" or milliseconds$/],
        [{ durability: -1 }, /durability -1/],
        [{ modelDurability: { User: Number.NaN } }, /durability NaN/],
        [{ modelDurability: { Usr: 'turn' } }, /modelDurability of "Usr", wanted names of models$/],
        [{ maxJournalAge: -1 }, /maxJournalAge -1, wanted a number from 0$/],
        [{ migrations: { '1.0.0': 5 } }, /migration to 1\.0\.0 number, wanted a function$/],
        [{ maxItem: '5' }, /maxItem 5, wanted a number from 0$/],
    ]
    for (const [options, message] of refused) {
        t.throws(() => openDb(options as object), { code: 'DB_BAD_OPTION', message })
    }
    openDb({ durability: 0, modelDurability: { User: 'never', Event: 5 }, maxKey: 10, migrations: {} }).close()
})

t.test('Db.setJournalParams and Db.on refuse what would never work', async t => {
    const db = openDb()
    t.strictSame(
        [
            codeOf(() => db.setJournalParams(Number.NaN, 5)),
            codeOf(() => db.setJournalParams(5, -1)),
            codeOf(() => db.on(1, 5 as never)),
            codeOf(() => db.on(1, () => {}, 'Usr')),
            codeOf(() => db.on(1, () => {}, null)()),
        ],
        ['DB_BAD_OPTION', 'DB_BAD_OPTION', 'DB_BAD_OPTION', 'DB_UNKNOWN_MODEL', null],
    )
    db.setJournalParams(0, Number.POSITIVE_INFINITY)
    db.close()
})
