/*
    options.ts -- The options of `ioto json`, and the render flags that they make. Source: spec json.md §17.
*/

import { extname } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import {
    JSON_COMPACT,
    JSON_DOUBLE_QUOTES,
    JSON_ENCODE,
    JSON_EXPAND,
    JSON_JSON,
    JSON_MULTILINE,
    JSON_SINGLE_QUOTES,
    type LayoutOptions,
} from '../../../../services/json/index.js'

/** What a document or value is written as. */
export type Format = 'json' | 'json5' | 'js' | 'env' | 'header'

/** The options as they were given. Of formats and quotes the last one counts. */
export interface Options {
    readonly blend?: boolean
    readonly bump?: string
    readonly check?: boolean
    readonly compact?: boolean
    readonly debug?: boolean
    readonly default?: string
    readonly encode?: boolean
    readonly expand?: boolean
    readonly export?: boolean
    readonly format?: Format
    readonly indent?: number
    readonly keys?: boolean
    readonly length?: number
    readonly noerror?: boolean
    readonly one?: boolean
    readonly out?: string
    readonly overwrite?: boolean
    readonly profile?: string
    readonly quiet?: boolean
    readonly quotes?: 'double' | 'single'
    readonly remove?: boolean
    readonly stdin?: boolean
    readonly strict?: boolean
    readonly trace?: string
    readonly verbose?: boolean
}

function count(text: string): number {
    if (!/^\d{1,9}$/.test(text)) {
        throw new InvalidArgumentError('wanted a whole number.')
    }
    return Number(text)
}

/** Declares all options but `--version` and `--help`. */
export function declareOptions(command: Command): void {
    const choose = (name: string, values: readonly string[]) => {
        for (const value of values) {
            command.on(`option:${value}`, () => command.setOptionValue(name, value))
        }
    }
    command
        .option('--json', 'write JSON')
        .option('--json5', 'write JSON5')
        .option('--js', 'write a module: export default ...')
        .option('--env', 'write variables of the shell')
        .option('--header', 'write C #define lines')
        .option('--export', 'with --env: export the variables')
        .option('-c, --compact', 'put containers that fit onto one line')
        .option('--one', 'write all on one line')
        .option('--indent <n>', 'blanks a level (default: 4)', count)
        .option('--length <n>', 'with --compact: what is shorter fits (default: 120)', count)
        .option('--double', 'quote with "')
        .option('--single', "quote with '")
        .option('--encode', 'escape line feed, carriage return and tab in strings')
        .option('--expand', 'replace ${path} in strings by the value of that property')
        .option('-s, --strict', 'read and write strict JSON (RFC 8259)')
        .option('--check', 'only check the syntax')
        .option('--default <value>', 'what is written if the queried property is missing')
        .option('--keys', 'of a queried container, only the names of properties, or the values of elements')
        .option('--remove', 'remove PROP')
        .option('--bump <prop>', 'increment a version property')
        .option('--blend', 'merge the files that the property "blend" lists, relative to FILE')
        .option('--profile <name>', 'apply the property "conditional" for this profile')
        .option('-o, --overwrite', 'write the document back to FILE')
        .option('--out <file>', 'write the document to a file')
        .option('--stdin', 'read standard input; a single argument is PROP')
        .option('-n, --noerror', 'a missing FILE is {}; removing what is missing is no error')
        .option('-q, --quiet', 'no error messages')
        .option('-v, --verbose', 'log more to standard error')
        .option('-d, --debug', 'log everything to standard error')
        .option('-t, --trace <spec>', 'log as DESTINATION:TYPES:SOURCES, such as stderr:all:all')
    choose('format', ['json', 'json5', 'js', 'env', 'header'])
    choose('quotes', ['double', 'single'])
}

/** The format that is asked for, or that of the file by its extension; JSON5 for all others. */
export function formatOf({ format }: Options, file: string | null): Format {
    const extension = file === null ? '' : extname(file).toLowerCase()
    return format ?? (extension === '.json' ? 'json' : extension === '.js' ? 'js' : 'json5')
}

/** The flags for rendering in a format. */
export function flagsOf(options: Options, format: Format): number {
    let flags = format === 'json' ? JSON_JSON : JSON_SINGLE_QUOTES
    flags |= options.one ? 0 : JSON_MULTILINE
    flags |= options.compact ? JSON_COMPACT : 0
    flags |= options.encode ? JSON_ENCODE : 0
    flags |= options.expand ? JSON_EXPAND : 0
    flags |= options.strict ? JSON_JSON : 0
    switch (options.quotes) {
        case 'double':
            return flags | JSON_DOUBLE_QUOTES
        case 'single':
            return flags & ~JSON_DOUBLE_QUOTES
        default:
            return flags
    }
}

/** Indent and line length, where they are given. */
export function layoutOf({ indent, length }: Options): LayoutOptions {
    return { ...(indent !== undefined && { indent }), ...(length !== undefined && { maxLength: length }) }
}
