/*
    shells.ts -- The shells that can be told.
*/

import { bashScript } from './bash.js'
import { fishScript } from './fish.js'
import type { CommandWords } from './words.js'
import { zshScript } from './zsh.js'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

/** A shell. */
export type ShellName = keyof typeof scripts

/** Their names. */
export const shells = Object.keys(scripts) as readonly ShellName[]

/** The script for a shell. `usual`: the command that is meant where an option comes first. */
export function scriptFor(shell: ShellName, commands: readonly CommandWords[], usual: string): string {
    return scripts[shell](commands, usual)
}
