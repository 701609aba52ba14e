/*
    multipart-parser.ts -- MultipartParser: takes a multipart body apart (RFC 2046 §5.1, RFC 7578, spec web.md §14). Without I/O, and
    without memory of its own: it tells where in the caller's bytes things are.

        preamble --boundary CRLF  head CRLF CRLF  body CRLF --boundary CRLF  head ...  CRLF --boundary -- CRLF  epilogue
        PREAMBLE            DELIMITED             BODY             DELIMITED                          FINAL     END
                                    HEAD

    Called again and again, it looks at the bytes from a place on, and says by `event` what is there and by its result up to where
    they are done. Bytes that are not done are shown to it again, with more behind them. It never wants more of them than
    `MultipartParser.LOOKAHEAD`, whatever a peer sends.
*/

const PREAMBLE = 0
const DELIMITED = 1
const HEAD = 2
const BODY = 3
const FINAL = 4
const END = 5

const CR = 13
const LF = 10
const DASH = 45

/** Bytes that a preamble, and the head of a part, may have. */
const MOST = 8192

const LINE_END = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')

/** What the parser has found. */
export const MultipartEvent = {
    /** The rest is to be shown again with more behind it. */
    more: 0,
    /** The head of a part, from `start` to `end`. */
    head: 1,
    /** Bytes of the part, from `start` to `end`. They follow those that were told before. */
    data: 2,
    /** The part is over: its data ends at `end`. */
    partEnd: 3,
    /** The body is over. What follows has no meaning. */
    end: 4,
    /** It is malformed: see `fault`. Nothing more can be read. */
    fault: 5,
} as const

/** Reads one body. */
export class MultipartParser {
    /** Bytes that it wants to see together at most. */
    static readonly LOOKAHEAD = MOST + HEAD_END.length

    /** What was found, one of `MultipartEvent`. */
    event: number = MultipartEvent.more
    /** Where it is. */
    start = 0
    end = 0
    /** What is wrong, as the client is told. */
    fault = ''
    /** CRLF, two dashes, the boundary. */
    readonly #delimiter: Buffer
    #state = PREAMBLE
    /** Bytes of the preamble that are done. */
    #skipped = 0
    /** Nothing of the preamble or the part is done: here a delimiter may be without the CRLF, which the line before has. */
    #isFresh = true

    /** `boundary` as `boundaryOf` gives it. */
    constructor(boundary: string) {
        this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
    }

    /** Bytes of a delimiter. */
    get delimiterLength(): number {
        return this.#delimiter.length
    }

    /** Looks at `buf` from `from` to `stop`. Returns up to where it is done. */
    execute(buf: Buffer, from: number, stop: number): number {
        switch (this.#state) {
            case PREAMBLE:
                return this.#preamble(buf, from, stop)
            case DELIMITED:
                return this.#delimited(buf, from, stop)
            case HEAD:
                return this.#head(buf, from, stop)
            case BODY:
                return this.#body(buf, from, stop)
            case FINAL:
                return this.#final(buf, from, stop)
            default:
                return from
        }
    }

    /** The body ends here, with `rest` bytes that are not done: there is nothing more behind them. `event` is end or fault then. */
    finish(rest: number): void {
        switch (this.#state) {
            case FINAL:
                // The last line end may be missing at the end of the body (spec web.md §14).
                this.#over(rest === 0 ? '' : 'Bad upload request trailer')
                break
            case HEAD:
                this.#over('Bad upload headers')
                break
            case DELIMITED:
                this.#over('Bad upload request suffix')
                break
            case PREAMBLE:
            case BODY:
                this.#over('Bad upload request boundary')
                break
        }
    }

    #preamble(buf: Buffer, from: number, stop: number): number {
        const at = this.#find(buf, from, stop)
        const done = at >= 0 ? at : this.#safeEnd(from, stop)
        this.#skipped += done - from
        if (this.#skipped > MOST) {
            return this.#fail('Bad upload request boundary', done)
        }
        if (at < 0) {
            return this.#want(done, from)
        }
        this.#state = DELIMITED
        return this.#delimited(buf, this.#behind(buf, at), stop)
    }

    /** Behind a boundary. */
    #delimited(buf: Buffer, from: number, stop: number): number {
        if (stop - from < 2) {
            return this.#want(from, from)
        }
        const [first, second] = [buf[from], buf[from + 1]]
        if (first === DASH && second === DASH) {
            this.#state = FINAL
            return this.#final(buf, from + 2, stop)
        }
        if (first !== CR || second !== LF) {
            return this.#fail('Bad upload request suffix', from)
        }
        this.#state = HEAD
        return this.#head(buf, from + 2, stop)
    }

    #head(buf: Buffer, from: number, stop: number): number {
        if (stop - from < 2) {
            return this.#want(from, from)
        }
        const isEmpty = buf[from] === CR && buf[from + 1] === LF
        const seen = buf.subarray(from, Math.min(stop, from + MultipartParser.LOOKAHEAD))
        const length = isEmpty ? 0 : seen.indexOf(HEAD_END)
        if (length < 0) {
            return stop - from >= MultipartParser.LOOKAHEAD
                ? this.#fail('Bad upload headers', from)
                : this.#want(from, from)
        }
        this.event = MultipartEvent.head
        this.start = from
        this.end = from + length
        this.#state = BODY
        this.#isFresh = true
        return this.end + (isEmpty ? LINE_END.length : HEAD_END.length)
    }

    #body(buf: Buffer, from: number, stop: number): number {
        const at = this.#find(buf, from, stop)
        const done = at >= 0 ? at : this.#safeEnd(from, stop)
        if (done > from) {
            this.#isFresh = false
            this.event = MultipartEvent.data
            this.start = from
            this.end = done
            return done
        }
        if (at < 0) {
            return this.#want(from, from)
        }
        this.event = MultipartEvent.partEnd
        this.start = this.end = at
        this.#state = DELIMITED
        return this.#behind(buf, at)
    }

    /** Behind the two dashes after the last boundary. */
    #final(buf: Buffer, from: number, stop: number): number {
        if (stop - from < 2) {
            return this.#want(from, from)
        }
        if (buf[from] !== CR || buf[from + 1] !== LF) {
            return this.#fail('Bad upload request trailer', from)
        }
        this.#over('')
        return from + 2
    }

    /** Where a delimiter begins; -1: it does not begin before `#safeEnd`. */
    #find(buf: Buffer, from: number, stop: number): number {
        const delimiter = this.#delimiter
        if (this.#isFresh && stop - from >= delimiter.length - 2 && isAt(buf, from, delimiter)) {
            return from
        }
        const at = buf.subarray(from, stop).indexOf(delimiter)
        return at < 0 ? -1 : from + at
    }

    /** Up to where no delimiter can begin, when more bytes come. */
    #safeEnd(from: number, stop: number): number {
        return Math.max(from, stop - this.#delimiter.length + 1)
    }

    /** Behind the delimiter that begins at `at`, with or without its CRLF. */
    #behind(buf: Buffer, at: number): number {
        return at + this.#delimiter.length - (buf[at] === CR ? 0 : 2)
    }

    #want(done: number, from: number): number {
        if (done > from) {
            this.#isFresh = false
        }
        this.event = MultipartEvent.more
        return done
    }

    #over(fault: string): void {
        this.#state = END
        this.fault = fault
        this.event = fault === '' ? MultipartEvent.end : MultipartEvent.fault
    }

    #fail(fault: string, at: number): number {
        this.#over(fault)
        return at
    }
}

/** Whether a delimiter stands at `at` without its CRLF. */
function isAt(buf: Buffer, at: number, delimiter: Buffer): boolean {
    return buf.compare(delimiter, 2, delimiter.length, at, at + delimiter.length - 2) === 0
}
