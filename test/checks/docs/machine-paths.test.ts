import t from 'tap'
import { checkMachinePaths } from './machine-paths.js'

const check = (text: string) => checkMachinePaths('a.md', text).map(({ line, column }) => `${line}:${column}`)

t.test('checkMachinePaths finds absolute paths of one machine', async t => {
    t.same(check('cd /home/me/project\nsee "/tmp/x" and (/work/y)'), ['1:4', '2:6', '2:19'])
})

t.test('checkMachinePaths accepts relative paths, URLs and words', async t => {
    t.same(
        check('docs/home/page.md ./tmp/x ../work/y https://example.com/root/x ~/home/x and/or /tmp or /dev/null'),
        [],
    )
})
