import { spawnSync } from 'node:child_process'
import t from 'tap'
import { testedNode } from '../../fiber/process/plain-node.js'

/** Runs a program that has `typePassword`, with this standard input. What is typed at a terminal is tested with `ioto password`. */
function ask(program: string, input: string) {
    const imports = "import { typePassword } from 'ioto-fiber/crypt'; import { cryptGetPassword } from 'ioto-fiber/c';"
    const command = testedNode('--input-type=module', '--eval', imports + program)
    const { stdout, stderr } = spawnSync(...command, { input, encoding: 'utf8' })
    return { stdout, stderr }
}

t.test('typePassword reads a line behind a pipe and leaves the next ones to others', async t => {
    const program = `
        const first = typePassword('first: ')
        const { readFileSync } = await import('node:fs')
        console.log(JSON.stringify([first, readFileSync(0, 'utf8')]))`
    t.same(ask(program, 'secret\nnext\nlast'), { stdout: '["secret","next\\nlast"]\n', stderr: 'first: ' })
})

t.test('typePassword gives null at the end of the input, and an empty line for one', async t => {
    const program = "console.log(JSON.stringify([typePassword('a'), typePassword('b'), typePassword('c')]))"
    t.same(ask(program, '\nsecret'), { stdout: '["","secret",null]\n', stderr: 'abc' })
})

t.test('cryptGetPassword has a prompt of its own', async t => {
    const program = "console.log(cryptGetPassword(null), cryptGetPassword(''), cryptGetPassword('PIN: '))"
    t.same(ask(program, 'x\ny\nz\n'), { stdout: 'x y z\n', stderr: 'Password: Password: PIN: ' })
})
