/*
    clock-problem.ts -- A clock that was never set: certificates are not valid yet, and schedules and expiry are wrong. The agent goes on, since it
    may be set any time.
*/

/** This program was made later, milliseconds since 1970. */
const OLDEST = Date.UTC(2026, 0, 1)

/** What is wrong with the time, one sentence; null: nothing that can be seen. */
export function clockProblem(time: number): string | null {
    const text = new Date(time).toISOString().slice(0, 16).replace('T', ' ')
    return time < OLDEST
        ? `The clock says ${text} UTC, which is before this program was made: certificates may be refused, and schedules wrong; wanted the right time, by NTP or by hand`
        : null
}
