import { createHash } from 'node:crypto'
import t from 'tap'
import { run as runFiber } from '../../../../fiber/index.js'
import { verifyPassword } from '../../../../services/crypt/index.js'
import { plainNode } from '../../../fiber/process/plain-node.js'
import { main } from '../agent.js'
import { run, runAlone } from './commands.js'
import { Terminal, withoutTerminal } from './terminal.js'

t.setTimeout(180_000)

/** Runs the command, with a text as its standard input if it is to read it: that needs a process of its own. */
function password(args: readonly string[], stdin?: string) {
    return stdin === undefined ? run(['password', ...args]) : runAlone(['password', ...args], { stdin })
}

const sha256 = (text: string) => `SHA256:${createHash('sha256').update(text).digest('hex')}`

/** What it prints for joe. */
const entry = (hash: string, { realm = 'example.com', algorithm = 'sha256', note = '' } = {}) =>
    `# Generated password hash for user 'joe' with realm '${realm}' using ${algorithm}
${note}# Add this to your web.json5 users section:
joe: {
    password: '${hash}',
    role: 'user'  # Change as needed
}
`

const hashIn = (stdout: string) => /^ {4}password: '(.*)',$/m.exec(stdout)?.[1] ?? ''

t.test('ioto password prints an entry for web.json5', async t => {
    t.same(await password(['--password', 'secret', 'joe', 'ignored']), {
        status: 0,
        stdout: entry(sha256('joe:example.com:secret')),
        stderr: '',
    })
    const home = await password(['joe', '--realm', 'home', '--password=secret'])
    t.equal(home.stdout, entry(sha256('joe:home:secret'), { realm: 'home' }))
    const md5 = `MD5:${createHash('md5').update('joe:example.com:secret').digest('hex')}`
    t.equal((await password(['--algorithm', 'Md5', '-p', 'secret', 'joe'])).stdout, entry(md5, { algorithm: 'Md5' }))
    t.same(JSON.parse((await password(['--json', '-p', 'secret', 'joe'])).stdout), {
        ...{ user: 'joe', realm: 'example.com', algorithm: 'sha256', password: sha256('joe:example.com:secret') },
    })
    t.match((await password(['-p', 'x', 'joe "smith"'])).stdout, /\n"joe \\"smith\\"": \{\n/)
})

t.test('ioto password takes one dash or two, and short names', async t => {
    const expected = entry(sha256('joe:home:secret'), { realm: 'home', algorithm: 'SHA256' })
    for (const args of [
        ['--algorithm', 'SHA256', '--password', 'secret', '--realm', 'home', 'joe'],
        ['-algorithm', 'SHA256', '-password', 'secret', '-realm', 'home', 'joe'],
        ['--cipher', 'SHA256', '--p', 'secret', '--r', 'home', 'joe'],
        ['-cipher', 'SHA256', '-p', 'secret', '-r', 'home', 'joe'],
    ]) {
        t.same(await password(args), { status: 0, stdout: expected, stderr: '' })
    }
    t.equal((await password(['-p', '-r', 'joe'])).stdout, entry(sha256('joe:example.com:-r')))
})

t.test('ioto password knows all schemes', async t => {
    const text = 'joe:example.com:secret'
    for (const name of ['bcrypt', 'blowfish', 'BLOWFISH']) {
        const { status, stdout } = await password(['--algorithm', name, '-p', 'secret', 'joe'])
        const note = '# Note: Bcrypt is for session-based auth, not HTTP digest auth\n'
        t.equal(status, 0)
        t.match(hashIn(stdout), /^BF1:00128:\w{16}:/)
        t.equal(stdout, entry(hashIn(stdout), { algorithm: 'bcrypt', note }))
        t.equal(await runFiber(verifyPassword, text, hashIn(stdout)), true)
    }
    for (const name of ['sha512', 'sha512-256']) {
        const { status, stdout, stderr } = await password(['--algorithm', name, '-p', 'secret', 'joe'])
        t.equal(status, 0)
        t.equal(stdout, entry(`SHA512:${createHash('sha512').update(text).digest('hex')}`, { algorithm: 'sha512' }))
        t.match(stderr, /^Warning: the web server does not accept sha512/)
    }
    const { stdout } = await password(['--algorithm', 'scrypt', '-p', 'secret', 'joe'])
    t.match(hashIn(stdout), /^\$scrypt\$/)
    t.equal(await runFiber(verifyPassword, text, hashIn(stdout)), true)
})

t.test('ioto password reads two lines behind a pipe', async t => {
    const prompts = 'New password: Confirm password: '
    const right = { status: 0, stdout: entry(sha256('joe:example.com:pässword')), stderr: prompts }
    t.same(await password(['joe'], 'pässword\npässword\n'), right)
    t.same(await password(['joe'], 'pässword\r\npässword'), right)
    const differ = { status: 7, stdout: '', stderr: `${prompts}Password not verified\n` }
    t.same(await password(['joe'], 'secret\nSecret\n'), differ)
    for (const input of ['', 'secret\n']) {
        const { status, stdout, stderr } = await password(['joe'], input)
        t.same([status, stdout], [1, ''])
        t.match(stderr, /ioto password: Cannot read the password: the input is at its end, wanted a line\n$/)
    }
    const long = await password(['joe'], `${'x'.repeat(5000)}\n`.repeat(2))
    t.equal(hashIn(long.stdout), sha256(`joe:example.com:${'x'.repeat(1024)}`), 'no more is kept of it')
})

t.test('ioto password tells mistakes and exits with 1', async t => {
    const wrong = (...args: string[]) => password(args)
    const missing = /^ioto password: missing required argument 'user'\n\nUsage: ioto password /
    t.match(await wrong(), { status: 1, stdout: '', stderr: missing })
    t.match(await wrong('--algoritm', 'md5', 'joe'), { status: 1, stderr: /\(Did you mean --algorithm\?\)/ })
    t.match(await wrong('--algorithm', 'sha1', 'joe'), {
        status: 1,
        stderr: /'sha1' is invalid\. Wanted one of md5, sha256, /,
    })
    t.match(await wrong('joe', '-p'), { status: 1, stderr: /option '-p, --password <password>' argument missing/ })
    t.match(await wrong('joe:x', '-p', 'secret'), { status: 1, stdout: '', stderr: /Wanted a name without a colon\./ })
    t.match(await wrong('', '-p', 'secret'), { status: 1 })
    const control = /Wanted text without control characters\./
    t.match(await wrong('joe\nrole', '-p', 'x'), { status: 1, stdout: '', stderr: control })
    t.match(await wrong('joe', '-r', "x\n'", '-p', 'x'), { status: 1, stdout: '', stderr: control })
    const long = await wrong('--algorithm', 'bcrypt', '-p', 'x'.repeat(60), 'joe')
    const together = 'it has 76 bytes, wanted at most 64 for user, realm and password together'
    t.same(long, { status: 1, stdout: '', stderr: `ioto password: Cannot hash a password: ${together}\n` })
})

const [program, args] = plainNode(main, 'password', 'joe')
const command = [program, ...args].join(' ')
const skip = withoutTerminal

t.test('ioto password does not show what is typed, and leaves the terminal as it was', { skip }, async t => {
    const terminal = new Terminal(`stty -a; ${command}; echo "status $?"; stty -a`)
    await terminal.type('New password: ', 'secret\r')
    await terminal.type('Confirm password: ', 'secret\r')
    t.equal(await terminal.ended, 0)
    const lines = terminal.output.replaceAll('\r\n', '\n')
    const [before, middle, after] = lines.split(/New password: |status /)
    t.equal(middle, `\nConfirm password: \n${entry(sha256('joe:example.com:secret'))}`)
    t.equal(after, `0\n${before}`)
    t.match(before, / echo /)
})

t.test('ioto password knows the keys that correct a line', { skip }, async t => {
    const terminal = new Terminal(command)
    const keys = ['wrong', '\x15', '\x7f', 'pä', 'ö😀', '\x7f\b', 'ss', '\x04', 'wort', '\n']
    await terminal.type('New password: ', keys.join(''))
    await terminal.type('Confirm password: ', 'päsx\x7fswort\r')
    t.equal(await terminal.ended, 0)
    t.equal(hashIn(terminal.output.replaceAll('\r\n', '\n')), sha256('joe:example.com:pässwort'))
})

t.test('ioto password takes pasted lines that come at once', { skip }, async t => {
    const terminal = new Terminal(command)
    await terminal.type('New password: ', 'secret\rsecret\r')
    t.equal(await terminal.ended, 0)
    t.equal(hashIn(terminal.output.replaceAll('\r\n', '\n')), sha256('joe:example.com:secret'))
})

t.test('ioto password tells when the second password is another one', { skip }, async t => {
    const terminal = new Terminal(command)
    await terminal.type('New password: ', 'secret\r')
    await terminal.type('Confirm password: ', 'secreT\r')
    t.equal(await terminal.ended, 7)
    t.match(terminal.output, /Password not verified\r\n$/)
})

t.test('ioto password ends by Ctrl-C and Ctrl-D, with the terminal as it was', { skip }, async t => {
    for (const [key, status] of [
        ['\x03', 130],
        ['\x04', 1],
    ] as const) {
        const terminal = new Terminal(`${command}; echo "status $?"; stty -a | grep -o ' echo '`)
        await terminal.type('New password: ', key)
        t.equal(await terminal.ended, 0)
        t.match(terminal.output, new RegExp(`status ${status}\\r\\n echo \\r\\n$`))
    }
})

t.test('ioto password can be stopped by Ctrl-Z, and asks again when it goes on', { skip }, async t => {
    // Only below a shell with job control does a process stop.
    const steps = [command, 'echo "stopped $?"', "stty -a | grep -o ' echo '", 'fg >&2', 'echo "status $?"']
    const terminal = new Terminal(`bash -mc ${JSON.stringify(steps.join('; ')).replaceAll('$', '\\$')}`)
    await terminal.type('New password: ', 'wrong\x1a')
    await terminal.type(`password joe\r\nNew password: `, 'secret\r')
    await terminal.type('Confirm password: ', 'secret\r')
    t.equal(await terminal.ended, 0)
    const lines = terminal.output.replaceAll('\r\n', '\n')
    t.match(lines, /^New password: (?:\n\[1\].*)?\nstopped 148\n echo \n/)
    t.match(lines, /\nstatus 0\n$/)
    t.equal(hashIn(lines), sha256('joe:example.com:secret'))
})
