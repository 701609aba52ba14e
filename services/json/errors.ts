/*
    errors.ts -- The error catalogue of services/json. Codes are stable; docs/reference/errors.md lists them.

    Errors of syntax carry the place and what was wanted there; `message` of the catalogue is the text that Ioto uses for the
    same error (spec json.md §4), from which the C face makes its error texts. The message of a `JsonError` itself says where, what
    was found and what was wanted.
*/

import { CodedError } from '../../fiber/index.js'

/** One kind of error. */
export interface JsonFault {
    /** Ioto's text (spec json.md §4), or one in its manner where Ioto has no such error. */
    readonly message: string
    /** When it is raised. */
    readonly meaning: string
}

/** Code -> what it means. */
export const jsonErrors = {
    // Structure
    JSON_UNMATCHED: { message: 'Unmatched brace/bracket', meaning: 'A closing bracket has no opening one' },
    JSON_MISMATCHED: { message: 'Mismatched brace/bracket', meaning: '`]` closes `{`, or `}` closes `[`' },
    JSON_UNCLOSED: { message: 'Unclosed brace/bracket', meaning: 'The text ends inside an object or array' },
    JSON_UNEXPECTED_OPEN: {
        message: 'Invalid brace/bracket',
        meaning: 'An object or array begins where a comma is wanted',
    },
    JSON_NO_VALUE: { message: 'Missing property value', meaning: 'A name is not followed by `:` and a value' },
    JSON_NO_NAME: { message: 'Missing property name', meaning: 'A value or `:` stands where a name is wanted' },
    JSON_TRAILING_COMMA: { message: 'Missing value', meaning: 'Strict: a comma before a closing bracket' },
    JSON_EXTRA_COMMA: { message: 'Invalid comma', meaning: 'Strict: a leading or doubled comma' },
    JSON_STRAY_COMMA: { message: 'Comma in non-object or array', meaning: 'A comma outside of objects and arrays' },
    JSON_NO_COMMA: { message: 'Comma expected', meaning: 'A value is followed by something that is no comma' },
    JSON_SECOND_VALUE: { message: 'Invalid primitive', meaning: 'A second value follows the document' },
    JSON_EMPTY: { message: 'Empty JSON document', meaning: 'Strict: the text holds no value' },

    // Tokens
    JSON_BARE_NAME: { message: 'Invalid property name', meaning: 'Strict: a name without double quotes' },
    JSON_BAD_TOKEN: {
        message: 'Invalid primitive token',
        meaning: 'Strict: a word or number that JSON does not have',
    },
    JSON_NO_TOKEN: { message: 'Empty primitive token', meaning: 'A character that begins no value' },
    JSON_BAD_DOT: {
        message: 'Illegal dereference in primitive',
        meaning: 'A `.` in a bare word that does not follow a letter or digit',
    },
    JSON_CONTROL_CHARACTER: {
        message: 'Illegal character in primitive',
        meaning: 'A control character outside of strings',
    },
    JSON_COMMENT: { message: 'Comments are not allowed in JSON mode', meaning: 'Strict: a comment' },
    JSON_QUOTE: {
        message: 'Single and backtick quotes are not allowed in JSON mode',
        meaning: 'Strict: a string without double quotes',
    },
    JSON_OPEN_COMMENT: {
        message: 'Cannot find end of comment started on line N',
        meaning: 'A comment without its end; N is the line',
    },
    JSON_OPEN_STRING: { message: 'Incomplete string', meaning: 'A string without its closing quote' },
    JSON_OPEN_REGEXP: {
        message: 'Incomplete regular expression',
        meaning: 'A regular expression without its closing slash',
    },
    JSON_BAD_ESCAPE: {
        message: 'Unexpected characters in string',
        meaning: 'An escape that does not exist; strict: also a control character',
    },
    JSON_BAD_HEX: { message: 'Unexpected hex characters', meaning: '`\\u` without four hexadecimal digits' },
    JSON_SHORT_UNICODE: { message: 'Invalid unicode characters', meaning: 'The text ends inside of `\\u`' },
    JSON_BAD_REGEXP: {
        message: 'Invalid regular expression',
        meaning: 'A regular expression that JavaScript does not take',
    },
    JSON_BAD_JSON5: { message: 'Invalid JSON5', meaning: 'JSON5 mode: the text is not JSON5' },

    // Limits
    JSON_TOO_MANY_NODES: {
        message: 'Too many elements in json text',
        meaning: 'The text holds more values than the limit',
    },
    JSON_TOO_DEEP: {
        message: 'Too many nested levels in json text',
        meaning: 'Values are nested deeper than the limit',
    },
    JSON_TOO_LARGE: { message: 'Too much json text', meaning: 'The text is longer than the limit' },

    // Values and keys
    JSON_NO_KEY: { message: 'Missing key', meaning: 'A value is to be set under an empty key' },
    JSON_BAD_PATTERN: { message: 'Invalid query', meaning: 'A pattern of a query has too many terms' },
    JSON_BAD_TEMPLATE: { message: 'Missing brace in template', meaning: 'A `${` of a template has no `}`' },

    // Trees
    JSON_LOCKED: { message: 'Cannot set value in a locked JSON object', meaning: 'The tree is locked' },
    JSON_BLEND_LOCKED: {
        message: 'Cannot blend into a locked JSON object',
        meaning: 'The tree that is blended into is locked',
    },
    JSON_NO_NODE: { message: 'No such node', meaning: 'A node id is none of the tree' },
    JSON_NOT_EMPTY: {
        message: 'Cannot parse into a JSON object that has nodes',
        meaning: 'A text is to be parsed into a tree that has a document already',
    },

    // Blending and converting
    JSON_BLEND_KIND: {
        message: 'Cannot append or replace between an object and another value',
        meaning: 'Only one of the two values of a `+` or `-` blend is an object',
    },
    JSON_BLEND_DEPTH: {
        message: 'Blend recursion limit exceeded',
        meaning: 'Objects to be blended are nested deeper than the limit',
    },
    JSON_CONDITIONAL: {
        message: 'Cannot blend',
        meaning: 'A choice of `conditional` cannot be blended; the cause tells why',
    },
    JSON_CYCLE: { message: 'Cannot convert a value that contains itself', meaning: 'A plain value has a cycle' },
    JSON_UNWRITABLE: { message: 'Cannot convert a value', meaning: 'A plain value has no form in the wanted format' },
    JSON_NOT_UTF8: { message: 'Invalid UTF-8', meaning: 'A file to be parsed is not UTF-8' },
    JSON_TEXT_TOO_LARGE: {
        message: 'Too much text',
        meaning: 'A rendering or template is longer than the limit, through indents or expansions',
    },

    // Files
    JSON_CANNOT_READ: { message: 'Cannot open', meaning: 'A file to be parsed cannot be read; the cause tells why' },
    JSON_CANNOT_CREATE: { message: 'Cannot create', meaning: 'The temporary file of a save cannot be created' },
    JSON_CANNOT_WRITE: { message: 'Cannot write', meaning: 'A file cannot be saved; the old one is still there' },
    JSON_NOTHING_TO_SAVE: {
        message: 'Cannot find what is to be saved',
        meaning: 'The key of a save addresses nothing',
    },
} as const satisfies Record<string, JsonFault>

/** A key of the catalogue. */
export type JsonErrorCode = keyof typeof jsonErrors

/** Where something is in a text that was parsed, and what is wrong with it. */
export interface JsonErrorDetails {
    /** Line from 1; 0 where the error has no place in a text. Lines end in LF, CR LF or CR. */
    readonly line: number
    /** Column from 1, in characters (code points); 0 where the error has no place in a text. */
    readonly column: number
    /** The same place as an offset from 0 into the text, in UTF-16 code units. */
    readonly offset: number
    /** The offending text, such as `]` or `tru`; empty at the end of the text. At most 40 code units. */
    readonly text: string
    /** What was wanted in its place, such as `"," or "}"`. */
    readonly wanted: string
    /** The file that was parsed, if it was one. */
    readonly path?: string | undefined
}

/** The class of all errors of this folder. */
export class JsonError extends CodedError<JsonErrorCode> implements JsonErrorDetails {
    override name = 'JsonError'

    readonly line: number
    readonly column: number
    readonly offset: number
    readonly text: string
    readonly wanted: string
    readonly path: string | undefined

    /** The message of the error without `Cannot ...` and the place, for those who put it into a message of their own. */
    readonly reason: string

    constructor(
        code: JsonErrorCode,
        message: string,
        reason: string,
        details?: JsonErrorDetails,
        options?: ErrorOptions,
    ) {
        super(code, message, options)
        this.reason = reason
        this.line = details?.line ?? 0
        this.column = details?.column ?? 0
        this.offset = details?.offset ?? 0
        this.text = details?.text ?? ''
        this.wanted = details?.wanted ?? ''
        this.path = details?.path
    }
}
