/*
    render-settings.ts -- Indent and line length of all renderings that do not have their own. Source: spec json.md §13.1.
*/

import { JSON_DEFAULT_INDENT, JSON_MAX_LINE_LENGTH } from '../constants.js'

/** How a tree is laid out with `JSON_MULTILINE`. */
export interface LayoutOptions {
    /** Blanks a level, 0 to 100. Default 4, or what `setIndent` said. */
    readonly indent?: number
    /** With `JSON_COMPACT`, containers shorter than this go onto one line, bytes. Default 120, or what `setMaxLength` said. */
    readonly maxLength?: number
}

/** An indent beyond this is a mistake, and would make huge texts. */
const MAX_INDENT = 100

let indent = JSON_DEFAULT_INDENT
let maxLength = JSON_MAX_LINE_LENGTH

/** A whole number from 0 to a largest one. */
function within(value: number, largest: number): number {
    return Math.min(Math.max(Math.trunc(value) || 0, 0), largest)
}

/** Sets the blanks a level, for all trees: 0 to 100. */
export function setIndent(blanks: number): void {
    indent = within(blanks, MAX_INDENT)
}

/** Sets the length below which containers go onto one line, bytes, for all trees. */
export function setMaxLength(length: number): void {
    maxLength = within(length, Number.MAX_SAFE_INTEGER)
}

/** @internal The settings that hold for one rendering. */
export function layoutOf(options: LayoutOptions): Required<LayoutOptions> {
    return { indent: within(options.indent ?? indent, MAX_INDENT), maxLength: options.maxLength ?? maxLength }
}
