/*
    zone.ts -- The name of the zone of the process.
*/

let known: { readonly zone: string | undefined; readonly format: Intl.DateTimeFormat } | null = null

/** The short name of the zone at a time, such as `CET` or `GMT+1`: what the platform's data has. */
export function zoneName(time: number): string {
    const zone = process.env.TZ
    // Making a format takes some 50 µs; the zone of a process hardly ever changes.
    if (known === null || known.zone !== zone) {
        known = { zone, format: new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short', hour: 'numeric' }) }
    }
    return known.format.formatToParts(time).find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
}
