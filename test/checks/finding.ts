/*
    finding.ts -- What a check says about one place in a file.
*/

/** One finding of a check. */
export interface Finding {
    /** Path of the file, relative to the folder that was checked, with forward slashes. */
    readonly file: string
    /** Line, from 1; 0 when the finding is about the whole file. */
    readonly line: number
    /** Column, from 1; 0 when the finding is about the whole file. */
    readonly column: number
    /** Name of the rule, such as `floating-yield`. */
    readonly rule: string
    /** What is wrong and how to put it right. */
    readonly message: string
}

/** A finding as one line that terminals and editors turn into a link. */
export function format(finding: Finding): string {
    const place = finding.line === 0 ? finding.file : `${finding.file}:${finding.line}:${finding.column}`
    return `${place} ${finding.rule}: ${finding.message}`
}

/** In the order of files, then of places. */
export function sort(findings: readonly Finding[]): Finding[] {
    return findings.toSorted(
        (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
    )
}

/** Print the findings and give the exit code of the check: 0 when there are none. */
export function report(findings: readonly Finding[], checked: string): number {
    for (const finding of sort(findings)) {
        console.log(format(finding))
    }
    console.log(findings.length === 0 ? `${checked}, no findings` : `${checked}, ${findings.length} findings`)
    return findings.length === 0 ? 0 : 1
}
