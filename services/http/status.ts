/*
    status.ts -- Reason phrases.

    The texts are those of the original agent (spec web.md §17.5), which clients of devices may compare; some are not the
    ones of RFC 9110. Statuses that only this server sends have the registered text.
*/

const texts: ReadonlyMap<number, string> = new Map([
    [100, 'Continue'],
    [101, 'Switching Protocols'],
    [200, 'OK'],
    [201, 'Created'],
    [204, 'No Content'],
    [205, 'Reset Content'],
    [206, 'Partial Content'],
    [301, 'Redirect'],
    [302, 'Redirect'],
    [304, 'Not Modified'],
    [400, 'Bad Request'],
    [401, 'Unauthorized'],
    [402, 'Payment required'],
    [403, 'Forbidden'],
    [404, 'Not Found'],
    [405, 'Unsupported Method'],
    [406, 'Not Acceptable'],
    [408, 'Request Timeout'],
    [413, 'Request too large'],
    [431, 'Request Header Fields Too Large'],
    [500, 'Internal Server Error'],
    [501, 'Not Implemented'],
    [503, 'Service Unavailable'],
    [505, 'HTTP Version Not Supported'],
    [550, 'Comms error'],
])

/** The reason phrase for a status code; `Unknown` when there is none (spec web.md §31, K15). */
export function statusText(status: number): string {
    return texts.get(status) ?? 'Unknown'
}
