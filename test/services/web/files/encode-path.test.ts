import fc from 'fast-check'
import t from 'tap'
import { RequestTarget } from '../../../../services/http/index.js'
import { encodePath } from '../../../../services/web/files/encode-path.js'

t.test('encodePath gives a path that is read back as the same', async t => {
    t.equal(encodePath('/a b/ü+?#%'), '/a%20b/%C3%BC%2B%3F%23%25')
    const segment = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
        .filter(text => !/[/\0\\]/.test(text) && text !== '.' && text !== '..')
    fc.assert(
        fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), segments => {
            const path = `/${segments.join('/')}`
            const target = new RequestTarget()
            return target.parse('GET', encodePath(path)) === null && target.path === path && target.query === null
        }),
    )
})
