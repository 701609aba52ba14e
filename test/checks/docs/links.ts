/*
    links.ts -- Finds relative links of Markdown files that lead nowhere.
*/

import { posix } from 'node:path'
import type { Finding } from '../finding.js'

/** `[text](target)` and `![text](target "title")`; the target is the first group. */
const LINK = /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g

/** A scheme such as `https:`. Whether the rest of the world is there is not for this check to say. */
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:/i

/** The lines of a text, those of code blocks and the code within lines left blank so that columns stay. */
function proseOf(text: string): string[] {
    let fence: string | undefined
    return text.split('\n').map(line => {
        const mark = /^\s*(```+|~~~+)/.exec(line)?.[1]
        if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
            fence = fence === undefined ? mark : undefined
            return ''
        }
        return fence === undefined ? line.replace(/`[^`]*`/g, code => ' '.repeat(code.length)) : ''
    })
}

/** The anchor that GitHub makes of a heading. */
export function anchorOf(heading: string): string {
    return heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-')
}

function anchorsOf(text: string): Set<string> {
    const anchors = new Set<string>()
    let inFence = false
    for (const line of text.split('\n')) {
        inFence = /^\s*(```|~~~)/.test(line) ? !inFence : inFence
        const heading = inFence ? undefined : /^#{1,6}\s+(.*)$/.exec(line)?.[1]
        if (heading !== undefined) {
            const anchor = anchorOf(heading)
            let name = anchor
            for (let n = 1; anchors.has(name); n++) {
                name = `${anchor}-${n}`
            }
            anchors.add(name)
        }
    }
    return anchors
}

/**
 * Check the links of a Markdown file.
 *
 * @param file its path from the root
 * @param exists whether a path from the root is a file or folder
 * @param read the text of another Markdown file
 */
export function checkLinks(
    file: string,
    text: string,
    exists: (path: string) => boolean,
    read: (path: string) => string,
): Finding[] {
    const findings: Finding[] = []
    for (const [i, line] of proseOf(text).entries()) {
        for (const match of line.matchAll(LINK)) {
            const link = match[1] ?? ''
            if (ELSEWHERE.test(link)) {
                continue
            }
            const [path = '', anchor] = link.split('#')
            const target = path === '' ? file : posix.join(posix.dirname(file), decodeURIComponent(path))
            const add = (message: string): void => {
                findings.push({ file, line: i + 1, column: match.index + 1, rule: 'link', message })
            }
            if (!exists(target)) {
                add(`Link to ${link} leads nowhere`)
            } else if (anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor)) {
                add(`Link to ${link} leads nowhere: ${target} has no such heading`)
            }
        }
    }
    return findings
}
