/*
    request-cookie.ts -- Finds a cookie among those that a request brings (spec web.md §18.2).

    A name may come more than once: the first counts, which is the one with the longest path (RFC 6265 §5.4).
*/

/** More characters than this, in all cookies of a request together, are not looked at (spec web.md §7.2). */
const MOST = 8192

const TAB = 9
const SPACE = 32
const QUOTE = 34

/** The value of the first cookie `name`, without quotes around it; null: there is none. `cookies` is the value of the header. */
export function requestCookie(cookies: string, name: string): string | null {
    if (cookies.length > MOST || name === '') {
        return null
    }
    let start = 0
    while (start <= cookies.length) {
        let end = cookies.indexOf(';', start)
        if (end < 0) {
            end = cookies.length
        }
        while (start < end && isBlank(cookies, start)) {
            start++
        }
        const sign = cookies.indexOf('=', start)
        const nameEnd = sign < 0 || sign > end ? end : sign
        if (nameEnd - start === name.length && cookies.startsWith(name, start)) {
            return nameEnd === end ? '' : bareValue(cookies, nameEnd + 1, end)
        }
        start = end + 1
    }
    return null
}

/** A part of a text without blanks around it, and then without quotes around it. */
function bareValue(text: string, start: number, end: number): string {
    while (start < end && isBlank(text, start)) {
        start++
    }
    while (end > start && isBlank(text, end - 1)) {
        end--
    }
    if (end - start >= 2 && text.charCodeAt(start) === QUOTE && text.charCodeAt(end - 1) === QUOTE) {
        start++
        end--
    }
    return text.slice(start, end)
}

function isBlank(text: string, at: number): boolean {
    const char = text.charCodeAt(at)
    return char === SPACE || char === TAB
}
