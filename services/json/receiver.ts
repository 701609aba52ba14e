/*
    receiver.ts -- What the parser tells, and whom.

    `parseInto(text, receiver, options)` of parser.ts is the one parser of this folder. It knows the grammar (spec json.md §3, both
    modes), keeps the stack of open brackets and makes the errors; what is built from the text is the business of a receiver:
    `ValueBuilder` makes plain JavaScript values, the tree of the C face makes nodes. A receiver is given the text when it is made
    and gets offsets into it, so that it takes out only what it needs: numbers, true, false, null, undefined and regular
    expressions come as the range in which they are written and can be kept to the letter (`1.0e10`); names and strings come
    decoded. Duplicate names are told as often as they occur. `at` is the offset of the value's first character; a receiver that wants
    its line asks a `LineCounter` (position.ts), since offsets only ascend. `name` is the property that the value belongs to, null for
    elements of arrays and for the document. A receiver may throw; `syntaxError(code, text, at, wanted, path)` makes an error
    like those of the parser (the limit of nodes is the receiver's). Calls come in the order of the text: for each container `open`,
    its values, `close`. The receiver needs a stack of its own if it has to know the parent.
*/

/** Builds something from the values of a text, in their order. */
export interface JsonReceiver {
    /** An object, or an array, begins. */
    open(name: string | null, isArray: boolean, at: number): void
    /** The container that was opened last is complete; its closing bracket is at `at`. */
    close(at: number): void
    /** A string or, in relaxed mode, a bare word that is no primitive. */
    string(name: string | null, value: string, at: number): void
    /** true, false, null, undefined, or a number: the text from `start` to `end`, and what it stands for in JavaScript. */
    primitive(name: string | null, start: number, end: number, value: unknown): void
    /** A regular expression: its pattern is the text from `start` to `end`, without the slashes. */
    regexp(name: string | null, start: number, end: number): void
}
