/*
    finding.ts -- Finding: one line of `ioto check`.
*/

/** What was found. */
export interface Finding {
    /** What was looked at. */
    readonly name: string
    readonly result: 'pass' | 'warn' | 'fail'
    /** What there is; if it is not good, also what to do. */
    readonly text: string
}

/** Makes findings about one thing. */
export function about(name: string): Readonly<Record<Finding['result'], (text: string) => Finding>> {
    const made = (result: Finding['result']) => (text: string) => ({ name, result, text })
    return { pass: made('pass'), warn: made('warn'), fail: made('fail') }
}
