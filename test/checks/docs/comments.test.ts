import t from 'tap'
import { readComments } from './comments.js'

t.test('readComments gives the comment above each property of exported objects, by its path', async t => {
    const text = [
        '/** The table. */',
        'export const table = {',
        '    // Sizes',
        '    limits: {',
        '        /** Bytes of a body */',
        '        body: size(1),',
        '        head: size(2),',
        '    },',
        '    /**',
        '     * One with `@code`,',
        '     * on two lines',
        '     */',
        "    'a-b': { read, type: 'x' },",
        '} as const satisfies Group',
        '/** Is not exported */',
        'const own = {',
        '    /** Nobody */',
        '    a: 1,',
        '}',
        'export const none = 1',
    ].join('\n')
    const found = readComments(text)
    t.same([...found.keys()], ['table', 'none'])
    t.same(
        [...found.get('table')!],
        [
            ['limits.body', 'Bytes of a body'],
            ['a-b', 'One with `@code`, on two lines'],
        ],
    )
    t.equal(found.get('none')!.size, 0)
})
