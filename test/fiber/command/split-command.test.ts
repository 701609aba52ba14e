import t from 'tap'
import { splitCommand } from '../../../fiber/command/index.js'

t.test('splitCommand splits as specified', async t => {
    for (const [command, expected] of [
        ['a b  c', ['a', 'b', 'c']],
        ['\t a "b c" \'d e\'', ['a', 'b c', 'd e']],
        ['a\tb c', ['a\tb', 'c']],
        ['a "unclosed b', ['a', 'unclosed b']],
        ['a b"c d"', ['a', 'b"c', 'd"']],
        [String.raw`a \"b\" \\ \n "x \" y"`, ['a', '"b"', '\\', '\\n', 'x " y']],
        ['', []],
        ['  \t ', []],
    ] as const) {
        t.strictSame(splitCommand(command), expected, command)
    }
    t.equal(splitCommand('a '.repeat(5000)).length, 1024)
})
