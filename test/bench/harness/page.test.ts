import t from 'tap'
import { replaceSection, sectionOf } from './page.js'

const page = 'before\n<!-- x: generated -->\nold\n<!-- x: end -->\nafter\n<!-- y: generated -->\n<!-- y: end -->\n'

t.test('replaceSection replaces what is between the comments and nothing else', async t => {
    const next = replaceSection(page, 'x', '\nnew\nlines\n\n')
    t.equal(next, page.replace('old', 'new\nlines'))
    t.equal(sectionOf(next, 'x'), 'new\nlines')
    t.equal(sectionOf(next, 'y'), '')
    t.equal(replaceSection(next, 'x', 'old'), page, 'can be repeated')
})

t.test('replaceSection refuses a page without the section', async t => {
    t.throws(() => replaceSection(page, 'z', ''), { message: /Cannot find section of page: "z"/ })
    t.throws(() => replaceSection('<!-- z: generated -->', 'z', ''), RangeError, 'the end is missing')
})
