/*
    completion.ts -- `ioto completion`: a script that lets a shell complete the command line of `ioto`.

    Commander declares all that is in it, but makes no such scripts. They are made from its declarations and hold all words, so that a Tab does
    not start a program.
*/

import { Argument } from 'commander'
import { usual } from '../command-line.js'
import type { Subcommand } from '../subcommand.js'
import { type ShellName, scriptFor, shells, wordsOf } from './completion/index.js'

/** `ioto completion`. */
export const command: Subcommand = {
    description:
        'Print a script with which a shell completes commands, options and values at Tab. Print it anew after an update of ioto.',
    examples: [
        ['ioto completion bash > /etc/bash_completion.d/ioto', 'for all users of bash'],
        ['source <(ioto completion bash)', 'in ~/.bashrc, for one'],
        ['source <(ioto completion zsh)', 'in ~/.zshrc, behind compinit'],
        ['ioto completion fish > ~/.config/fish/completions/ioto.fish', 'once'],
    ],
    statuses: [
        [0, 'success'],
        [2, 'wrong command line'],
    ],

    declare(command) {
        command.addArgument(new Argument('<shell>', 'the shell').choices(shells))
    },

    async run(command, entries) {
        process.stdout.write(scriptFor(command.args[0] as ShellName, await wordsOf(entries), usual))
        return 0
    },
}
