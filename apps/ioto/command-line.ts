/*
    command-line.ts -- From the words of the command line to the exit status. Source: spec agent.md §12.

    Only the command that is asked for is loaded: `ioto --help` loads none.
*/

import { Command, CommanderError } from 'commander'
import { version } from './package.js'
import { type Entry, Failure, type Subcommand } from './subcommand.js'

/** The status of a wrong command line, unless a command says otherwise. */
const wrong = 2

/** What is run without the name of a command. */
export const usual = 'run'

const programOptions = new Set(['-h', '--help', '-V', '--version'])

/** Does what the words after `ioto` say, and gives the exit status. */
export async function commandLine(given: readonly string[], entries: readonly Entry[]): Promise<number> {
    for (const stream of [process.stdout, process.stderr]) {
        // Whoever read the output may end before us, which is no reason to leave the work half done.
        stream.on('error', () => {})
    }
    const [name = '', ...rest] = words(given)
    const program = declareProgram(entries)
    const entry = entries.find(each => each.name === name)
    if (entry === undefined) {
        // The help of a command that there is not: what is wrong is its name.
        return parse(program, [name], wrong)
    }
    const { command } = await entry.load()
    let status = 0
    const declared = program.commands.find(each => each.name() === name)!
    declare(declared, command)
    declared.action(async () => {
        status = await attempt(command, declared, entries)
    })
    const failed = await parse(program, [name, ...(command.respell?.(rest) ?? rest)], command.usageStatus ?? wrong)
    return failed === 0 ? status : failed
}

/** The words with the name of the command in front. */
function words(given: readonly string[]): readonly string[] {
    const [first, second] = given
    if (first === 'help') {
        return second === undefined ? ['--help'] : [second, '--help']
    }
    return first === undefined || (first.startsWith('-') && !programOptions.has(first)) ? [usual, ...given] : given
}

/** `ioto` with the names of all commands, for its help and for guesses at what was meant. */
function declareProgram(entries: readonly Entry[]): Command {
    const program = new Command('ioto')
        .usage(`[command] [options]`)
        .description(`The device agent, and its tools. Without a command: ioto ${usual}.`)
        .version(version(), '-V, --version', 'print the version')
        .helpOption('-h, --help', 'print this text')
        .helpCommand('help [command]', 'print the help of a command')
        .addHelpText('after', '\nThe options of a command: ioto COMMAND --help')
        .enablePositionalOptions()
        .exitOverride()
        .showHelpAfterError()
        .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ioto: ')) })
    for (const { name, summary } of entries) {
        program.command(name).summary(summary)
    }
    return program
}

/** A command with all that it declares, for those who only want to know. */
export function declareCommand(name: string, command: Subcommand): Command {
    const declared = new Command(name)
    declare(declared, command)
    return declared
}

function declare(declared: Command, command: Subcommand): void {
    const label = command.label ?? `ioto ${declared.name()}`
    const path = `ioto ${declared.name()}`
    declared
        .description(command.description)
        .helpOption('-h, --help', 'print this text')
        .showHelpAfterError(false)
        .configureOutput({
            outputError(text, write) {
                write(`${text.replace(/^error: /, `${label}: `)}\n${usage(declared, path)}`)
            },
        })
    command.declare(declared)
    declared.addHelpText('after', () => `\n${examples(command)}\n\n${statuses(command)}`)
}

/** What could have been given, in short. */
function usage(declared: Command, path: string): string {
    const help = declared.createHelp()
    const options = help.visibleOptions(declared).map(({ long, short }) => long ?? short)
    const lines = help.boxWrap(`Options: ${options.join(' ')}`, 100)
    return `Usage: ${path} ${declared.usage()}\n${lines}\nAll about it: ${path} --help\n`
}

function examples({ examples }: Subcommand): string {
    const width = Math.max(...examples.map(([line]) => line.length))
    return ['Examples:', ...examples.map(([line, what]) => `  ${line.padEnd(width)}  ${what}`)].join('\n')
}

function statuses({ statuses }: Subcommand): string {
    return ['Exit status:', ...statuses.map(([status, meaning]) => `  ${String(status).padEnd(3)}  ${meaning}`)].join(
        '\n',
    )
}

/** Parses the words and does what they say: `wrongStatus` if they are wrong, else 0. */
async function parse(program: Command, args: readonly string[], wrongStatus: number): Promise<number> {
    try {
        await program.parseAsync(args, { from: 'user' })
        return 0
    } catch (error) {
        if (error instanceof CommanderError) {
            return error.exitCode === 0 ? 0 : wrongStatus
        }
        throw error
    }
}

/** Runs a command. Whatever it throws is explained on standard error, and gives a status. */
async function attempt(command: Subcommand, declared: Command, entries: readonly Entry[]): Promise<number> {
    try {
        return await command.run(declared, entries)
    } catch (error) {
        if (error instanceof CommanderError) {
            throw error
        }
        console.error(`${command.label ?? `ioto ${declared.name()}`}: ${explain(error)}`)
        return error instanceof Failure ? error.status : 1
    }
}

/** An error of ours explains itself by its message; anything else is a fault of the program. */
function explain(error: unknown): string {
    if (!(error instanceof Error)) {
        return String(error)
    }
    const ours = error instanceof Failure || ('code' in error && !String(error.code).startsWith('ERR_'))
    return ours ? error.message : (error.stack ?? error.message)
}
