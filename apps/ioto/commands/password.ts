/*
    password.ts -- `ioto password`: the hash of a password, as web.json5 wants it. Source: spec crypt.md §9, web.md §26.
*/

import { InvalidArgumentError } from 'commander'
import { CryptError, digestPassword, hashPassword, matches, typePassword } from '../../../services/crypt/index.js'
import { runAlone } from '../run-alone.js'
import { Failure, type Subcommand } from '../subcommand.js'

/** The status when the password that was typed again is another one. */
const notVerified = 7

interface Algorithm {
    /** Its name in the output; null: as it was given. */
    readonly title: string | null
    /** Why it is no good for everything; null: it is. */
    readonly note: string | null
    hash(text: string): string | Promise<string>
}

const sha512: Algorithm = { title: 'sha512', note: null, hash: text => digestPassword('SHA512', text) }

const bf1: Algorithm = {
    title: 'bcrypt',
    note: 'Bcrypt is for session-based auth, not HTTP digest auth',
    hash: text => runAlone(hashPassword, text, { scheme: 'BF1' }),
}

const scrypt: Algorithm = {
    title: 'scrypt',
    note: 'Scrypt is for session-based auth, not HTTP digest auth',
    hash: text => runAlone(hashPassword, text),
}

const algorithms: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
    ['md5', { title: null, note: null, hash: text => digestPassword('MD5', text) }],
    ['sha256', { title: null, note: null, hash: text => digestPassword('SHA256', text) }],
    ['sha512', sha512],
    ['sha512-256', sha512],
    ['bcrypt', bf1],
    ['blowfish', bf1],
    ['scrypt', scrypt],
])

/** The options as people write them, and as they are declared. One dash is as good as two. */
const spellings: ReadonlyMap<string, string> = new Map([
    ...['--algorithm', '-algorithm', '--cipher', '-cipher'].map(each => [each, '--algorithm'] as const),
    ...['--password', '-password', '--p', '-p'].map(each => [each, '--password'] as const),
    ...['--realm', '-realm', '--r', '-r'].map(each => [each, '--realm'] as const),
])

interface Options {
    readonly algorithm: string
    readonly password?: string
    readonly realm: string
    readonly json?: boolean
}

/** `ioto password`. */
export const command: Subcommand = {
    description:
        'Hash the password of a user, for the section auth.users of web.json5. Without --password it is asked for twice, and ' +
        'not shown; behind a pipe, two lines are read.',
    examples: [
        ['ioto password joe', 'asks for the password'],
        ['ioto password --realm home --algorithm md5 joe', 'for clients that know MD5 only'],
        ["printf 'secret\\nsecret\\n' | ioto password --json joe", 'in a script'],
    ],
    statuses: [
        [0, 'success'],
        [1, 'wrong command line, or no password to read'],
        [notVerified, 'the two passwords differ'],
    ],
    usageStatus: 1,
    completions: { '--algorithm': [...algorithms.keys()] },

    respell(args) {
        const words: string[] = []
        for (let i = 0; i < args.length; i++) {
            const option = spellings.get(args[i]!)
            words.push(option ?? args[i]!)
            if (option !== undefined && i + 1 < args.length) {
                i++
                words.push(args[i]!)
            }
        }
        return words
    },

    declare(command) {
        command
            .argument('<user>', 'name of the user', checkUser)
            .option(
                '--algorithm <name>',
                `one of ${[...algorithms.keys()].join(', ')}; also --cipher`,
                checkAlgorithm,
                'sha256',
            )
            .option(
                '-p, --password <password>',
                'the password; other users of this machine can see it in the list of processes',
            )
            .option('-r, --realm <realm>', 'realm of the web server', checkText, 'example.com')
            .option('--json', 'print JSON: { user, realm, algorithm, password }, the last is the hash')
            .allowExcessArguments()
    },

    async run(command) {
        const [user = ''] = command.args
        const { algorithm: name, realm, password = askTwice(), json } = command.opts<Options>()
        if (password === null) {
            console.error('Password not verified')
            return notVerified
        }
        const { title, note, hash } = algorithms.get(name.toLowerCase())!
        const stored = await hashed(hash, `${user}:${realm}:${password}`)
        if (title === 'sha512') {
            console.error('Warning: the web server does not accept sha512, use sha256')
        }
        const algorithm = title ?? name
        console.log(
            json
                ? JSON.stringify({ user, realm, algorithm, password: stored })
                : entry(user, realm, algorithm, note, stored),
        )
        return 0
    },
}

/** The hash, or an error that tells what is too long. */
async function hashed(hash: Algorithm['hash'], text: string): Promise<string> {
    try {
        return await hash(text)
    } catch (error) {
        if (error instanceof CryptError && error.code === 'CRYPT_PASSWORD') {
            throw new Failure(`${error.message} for user, realm and password together`)
        }
        throw error
    }
}

/** The text for web.json5. */
function entry(user: string, realm: string, algorithm: string, note: string | null, stored: string): string {
    return [
        `# Generated password hash for user '${user}' with realm '${realm}' using ${algorithm}`,
        ...(note === null ? [] : [`# Note: ${note}`]),
        '# Add this to your web.json5 users section:',
        `${/^[\w$]+$/.test(user) ? user : JSON.stringify(user)}: {`,
        `    password: '${stored}',`,
        "    role: 'user'  # Change as needed",
        '}',
    ].join('\n')
}

/** The password that is typed twice; null if the second is another one. */
function askTwice(): string | null {
    const password = ask('New password: ')
    return matches(password, ask('Confirm password: ')) ? password : null
}

function ask(prompt: string): string {
    const password = typePassword(prompt)
    if (password === null) {
        throw new Failure('Cannot read the password: the input is at its end, wanted a line')
    }
    return password
}

function checkAlgorithm(name: string): string {
    if (!algorithms.has(name.toLowerCase())) {
        throw new InvalidArgumentError(`Wanted one of ${[...algorithms.keys()].join(', ')}.`)
    }
    return name
}

/** RFC 7617 §2: with a colon in it, the name could not be told from the password. */
function checkUser(name: string): string {
    if (name === '' || name.includes(':')) {
        throw new InvalidArgumentError('Wanted a name without a colon.')
    }
    return checkText(name)
}

function checkText(text: string): string {
    if (/\p{Cc}/u.test(text)) {
        throw new InvalidArgumentError('Wanted text without control characters.')
    }
    return text
}
