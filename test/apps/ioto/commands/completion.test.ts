import { execFileSync, spawnSync } from 'node:child_process'
import t from 'tap'
import { commands } from '../../../../apps/ioto/commands/index.js'
import { run } from './commands.js'

t.setTimeout(120_000)

/** Why a shell cannot be asked; false: it can. */
const without = (shell: string) => (spawnSync(shell, ['--version']).error ? `${shell} is not installed here` : false)

const script = async (shell: string) => (await run(['completion', shell])).stdout

/** Command lines that end where Tab is pressed, and what then is proposed. `=` is a word of its own for bash. */
const lines: Record<string, readonly string[]> = {
    'ioto r': ['run'],
    'ioto co': ['completion', 'config'],
    'ioto help pass': ['password'],
    'ioto --nos': ['--nosave'],
    'ioto run --re': ['--reset'],
    'ioto check --js': ['--json'],
    'ioto run --nothing': [],
    'ioto password --algorithm sc': ['scrypt'],
    'ioto password --algorithm=sha512': ['sha512', 'sha512-256'],
    'ioto mqtt -t a --format b': ['base64'],
    'ioto url P': ['PATCH', 'POST', 'PUT'],
    'ioto completion z': ['zsh'],
}

t.test('ioto completion bash lets bash complete commands, options and values', { skip: without('bash') }, async t => {
    const asked = Object.keys(lines).map(line => {
        const words = line.replaceAll('=', ' = ').split(' ')
        return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _ioto; echo "\${COMPREPLY[*]}"`
    })
    const text = execFileSync('bash', ['--norc', '-u'], {
        input: `${await script('bash')}\n${asked.join('\n')}\ncomplete -p ioto`,
        encoding: 'utf8',
    })
    const answers = text.trimEnd().split('\n')
    t.equal(answers.pop(), 'complete -o default -F _ioto ioto')
    t.same(
        answers.map(answer =>
            answer
                .split(' ')
                .filter(word => word !== '')
                .sort(),
        ),
        Object.values(lines),
    )
})

t.test('ioto completion fish lets fish complete the same', { skip: without('fish') }, async t => {
    const asked = Object.keys(lines).map(line => `complete -C '${line}'; echo .`)
    const folder = t.testdir({ 'all.fish': `${await script('fish')}\n${asked.join('\n')}\n` })
    const text = execFileSync('fish', ['--no-config', `${folder}/all.fish`], { encoding: 'utf8', cwd: folder })
    const answers = text.split('.\n').slice(0, -1)
    t.same(
        answers.map(answer =>
            answer
                .split('\n')
                .flatMap(line => line.split('\t')[0]?.replace(/^.*=/, '') || [])
                .sort(),
        ),
        Object.values(lines),
    )
})

t.test('ioto completion zsh is a script that zsh reads', { skip: without('zsh') }, async t => {
    const input = `compdef() { echo compdef $@ }\n${await script('zsh')}`
    t.equal(execFileSync('zsh', ['-f'], { input, encoding: 'utf8' }), 'compdef _ioto ioto\n')
})

t.test('ioto completion knows all commands and options, whatever the shell', async t => {
    for (const shell of ['bash', 'zsh', 'fish']) {
        const text = await script(shell)
        for (const { name } of commands) {
            t.match(text, new RegExp(`\\b${name}\\b`), `${shell} ${name}`)
        }
        t.match(text, /template/, 'an option of init')
    }
    t.match(await run(['completion', 'tcsh']), {
        status: 2,
        stderr: /value 'tcsh' is invalid for argument 'shell'\. Allowed choices are bash, zsh, fish\./,
    })
    t.match(await run(['completion']), { status: 2, stderr: /missing required argument 'shell'/ })
})
