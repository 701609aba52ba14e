/*
    clock-problem.ts -- A clock that was never set, as devices have it that keep no time without power: certificates are not valid yet, and
    schedules and expiry are wrong. It may be set any time, so that is no reason to end.
*/

/** This program was made later, milliseconds since 1970. */
const OLDEST = Date.UTC(2026, 0, 1)

/**
 * What is wrong with a clock that says this `time` (milliseconds since 1970), one sentence without a full stop; null: nothing that can be
 * seen.
 */
export function clockProblem(time: number): string | null {
    const text = new Date(time).toISOString().slice(0, 16).replace('T', ' ')
    return time < OLDEST
        ? `The clock says ${text} UTC, which is before this program was made: certificates may be refused, and schedules wrong; wanted the right time, by NTP or by hand`
        : null
}
