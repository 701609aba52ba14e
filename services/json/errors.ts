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
}

/** Code -> its text; the comment is when it is raised. */
export const jsonErrors = {
    // Structure
    /** A closing bracket has no opening one */
    JSON_UNMATCHED: { message: 'Unmatched brace/bracket' },
    /** `]` closes `{`, or `}` closes `[` */
    JSON_MISMATCHED: { message: 'Mismatched brace/bracket' },
    /** The text ends inside an object or array */
    JSON_UNCLOSED: { message: 'Unclosed brace/bracket' },
    /** An object or array begins where a comma is wanted */
    JSON_UNEXPECTED_OPEN: {
        message: 'Invalid brace/bracket',
    },
    /** A name is not followed by `:` and a value */
    JSON_NO_VALUE: { message: 'Missing property value' },
    /** A value or `:` stands where a name is wanted */
    JSON_NO_NAME: { message: 'Missing property name' },
    /** Strict: a comma before a closing bracket */
    JSON_TRAILING_COMMA: { message: 'Missing value' },
    /** Strict: a leading or doubled comma */
    JSON_EXTRA_COMMA: { message: 'Invalid comma' },
    /** A comma outside of objects and arrays */
    JSON_STRAY_COMMA: { message: 'Comma in non-object or array' },
    /** A value is followed by something that is no comma */
    JSON_NO_COMMA: { message: 'Comma expected' },
    /** A second value follows the document */
    JSON_SECOND_VALUE: { message: 'Invalid primitive' },
    /** Strict: the text holds no value */
    JSON_EMPTY: { message: 'Empty JSON document' },

    // Tokens
    /** Strict: a name without double quotes */
    JSON_BARE_NAME: { message: 'Invalid property name' },
    /** Strict: a word or number that JSON does not have */
    JSON_BAD_TOKEN: {
        message: 'Invalid primitive token',
    },
    /** A character that begins no value */
    JSON_NO_TOKEN: { message: 'Empty primitive token' },
    /** A `.` in a bare word that does not follow a letter or digit */
    JSON_BAD_DOT: {
        message: 'Illegal dereference in primitive',
    },
    /** A control character outside of strings */
    JSON_CONTROL_CHARACTER: {
        message: 'Illegal character in primitive',
    },
    /** Strict: a comment */
    JSON_COMMENT: { message: 'Comments are not allowed in JSON mode' },
    /** Strict: a string without double quotes */
    JSON_QUOTE: {
        message: 'Single and backtick quotes are not allowed in JSON mode',
    },
    /** A comment without its end; N is the line */
    JSON_OPEN_COMMENT: {
        message: 'Cannot find end of comment started on line N',
    },
    /** A string without its closing quote */
    JSON_OPEN_STRING: { message: 'Incomplete string' },
    /** A regular expression without its closing slash */
    JSON_OPEN_REGEXP: {
        message: 'Incomplete regular expression',
    },
    /** An escape that does not exist; strict: also a control character */
    JSON_BAD_ESCAPE: {
        message: 'Unexpected characters in string',
    },
    /** `\u` without four hexadecimal digits */
    JSON_BAD_HEX: { message: 'Unexpected hex characters' },
    /** The text ends inside of `\u` */
    JSON_SHORT_UNICODE: { message: 'Invalid unicode characters' },
    /** A regular expression that JavaScript does not take */
    JSON_BAD_REGEXP: {
        message: 'Invalid regular expression',
    },
    /** JSON5 mode: the text is not JSON5 */
    JSON_BAD_JSON5: { message: 'Invalid JSON5' },

    // Limits
    /** The text holds more values than the limit */
    JSON_TOO_MANY_NODES: {
        message: 'Too many elements in json text',
    },
    /** Values are nested deeper than the limit */
    JSON_TOO_DEEP: {
        message: 'Too many nested levels in json text',
    },
    /** The text is longer than the limit */
    JSON_TOO_LARGE: { message: 'Too much json text' },

    // Values and keys
    /** A value is to be set under an empty key */
    JSON_NO_KEY: { message: 'Missing key' },
    /** A pattern of a query has too many terms */
    JSON_BAD_PATTERN: { message: 'Invalid query' },
    /** A `${` of a template has no `}` */
    JSON_BAD_TEMPLATE: { message: 'Missing brace in template' },

    // Trees
    /** The tree is locked */
    JSON_LOCKED: { message: 'Cannot set value in a locked JSON object' },
    /** The tree that is blended into is locked */
    JSON_BLEND_LOCKED: {
        message: 'Cannot blend into a locked JSON object',
    },
    /** A node id is none of the tree */
    JSON_NO_NODE: { message: 'No such node' },
    /** A text is to be parsed into a tree that has a document already */
    JSON_NOT_EMPTY: {
        message: 'Cannot parse into a JSON object that has nodes',
    },

    // Blending and converting
    /** Only one of the two values of a `+` or `-` blend is an object */
    JSON_BLEND_KIND: {
        message: 'Cannot append or replace between an object and another value',
    },
    /** Objects to be blended are nested deeper than the limit */
    JSON_BLEND_DEPTH: {
        message: 'Blend recursion limit exceeded',
    },
    /** A choice of `conditional` cannot be blended; the cause tells why */
    JSON_CONDITIONAL: {
        message: 'Cannot blend',
    },
    /** A plain value has a cycle */
    JSON_CYCLE: { message: 'Cannot convert a value that contains itself' },
    /** A plain value has no form in the wanted format */
    JSON_UNWRITABLE: { message: 'Cannot convert a value' },
    /** A file to be parsed is not UTF-8 */
    JSON_NOT_UTF8: { message: 'Invalid UTF-8' },
    /** A rendering or template is longer than the limit, through indents or expansions */
    JSON_TEXT_TOO_LARGE: {
        message: 'Too much text',
    },

    // Files
    /** A file to be parsed cannot be read; the cause tells why */
    JSON_CANNOT_READ: { message: 'Cannot open' },
    /** The temporary file of a save cannot be created */
    JSON_CANNOT_CREATE: { message: 'Cannot create' },
    /** A file cannot be saved; the old one is still there */
    JSON_CANNOT_WRITE: { message: 'Cannot write' },
    /** The key of a save addresses nothing */
    JSON_NOTHING_TO_SAVE: {
        message: 'Cannot find what is to be saved',
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
