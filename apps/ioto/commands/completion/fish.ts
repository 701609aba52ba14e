/*
    fish.ts -- The script for fish.
*/

import type { CommandWords, OptionWords, Value } from './words.js'

/** Makes the script. */
export function fishScript(commands: readonly CommandWords[], usual: string): string {
    return [
        '# Completion of ioto for fish: ioto completion fish > ~/.config/fish/completions/ioto.fish',
        'complete -c ioto -f',
        ...commands.map(({ name, summary }) => line('__fish_use_subcommand', `-a ${name} -d ${quoted(summary)}`)),
        line('__fish_use_subcommand', `-a help -d ${quoted('print the help of a command')}`),
        line('__fish_seen_subcommand_from help', `-a ${quoted(commands.map(({ name }) => name).join(' '))}`),
        ...commands.flatMap(command => ofCommand(command, command.name === usual)),
        '',
    ].join('\n')
}

function ofCommand({ name, options, argument }: CommandWords, isUsual: boolean): string[] {
    const seen = `__fish_seen_subcommand_from ${name}`
    const condition = isUsual ? `__fish_use_subcommand; or ${seen}` : seen
    const words = argument === 'any' ? [] : [line(seen, valueText(argument).replace(/^-r /, ''))]
    return [...words, ...options.map(option => line(condition, optionText(option)))]
}

function optionText({ long, short, description, value }: OptionWords): string {
    return [
        ...(short === null ? [] : [`-s ${short.slice(1)}`]),
        ...(long === null ? [] : [`-l ${long.slice(2)}`]),
        ...(value === null ? [] : [valueText(value)]),
        `-d ${quoted(description)}`,
    ].join(' ')
}

function valueText(value: Value): string {
    if (typeof value !== 'string') {
        return `-x -a ${quoted(value.join(' '))}`
    }
    return value === 'file' ? '-r -F' : value === 'directory' ? "-x -a '(__fish_complete_directories)'" : '-x'
}

function line(condition: string, what: string): string {
    return `complete -c ioto -n ${quoted(condition)} ${what}`
}

function quoted(text: string): string {
    return `'${text.replace(/[\\']/g, '\\$&')}'`
}
