import t from 'tap'
import { memoryProject } from '../program.js'
import { commentOf } from './comment.js'
import { readDoor } from './names.js'

/** The comment of `a` in a module. */
function comment(text: string) {
    const project = memoryProject({ 'index.ts': `${text}\nexport function a(n: number): number { return n }` })
    return commentOf(readDoor(project, 'index.ts').get('a')!.symbol, project.program.getTypeChecker())
}

t.test('commentOf gives the paragraphs, without their comment signs', async t => {
    t.same(comment('/** One. */'), { text: ['One.'], examples: [] })
    t.same(comment('/**\n * One,\n * two.\n *\n * Three.\n */').text, ['One,\ntwo.', 'Three.'])
    t.same(comment('// no comment').text, [])
})

t.test('commentOf takes out what is indented: examples, with their empty lines', async t => {
    const { text, examples } = comment('/**\n * One.\n *\n *     a(1)\n *\n *     a(2)\n *\n * Two.\n */')
    t.same(text, ['One.', 'Two.'])
    t.same(examples, ['a(1)\n\na(2)'])
})

t.test('commentOf makes sentences of tags', async t => {
    const { text } = comment('/**\n * One.\n * @param n a number\n * @returns it, or 0\n * @throws Error never.\n */')
    t.same(text, ['One.', '`n`: a number.', 'Gives it, or 0.', 'Throws Error never.'])
})

t.test('commentOf leaves out where the specification says it', async t => {
    t.same(comment('/** One (spec runtime.md §2.5). Two [D-15]; three.\n *\n * Source: spec runtime.md §1\n */').text, [
        'One. Two; three.',
    ])
    t.same(comment('/**\n * One.\n * @returns 0\n *\n * Source: spec runtime.md §12.1\n */').text, ['One.', 'Gives 0.'])
})
