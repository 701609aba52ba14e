/*
    token.ts -- Tokens: the words of header fields (RFC 9110 §5.6.2).
*/

/** Whether a text is a token. */
export function isToken(text: string): boolean {
    return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)
}
