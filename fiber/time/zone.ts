/*
    zone.ts -- The name of the zone of the process.
*/

import { readZoneFile, type ZoneFile, zoneTypeAt } from './zone-file.js'

interface Zone {
    /** What it was found by. */
    readonly setting: string | undefined
    readonly file: ZoneFile | null
    /** What the platform's data has, where the system has none. */
    readonly format: Intl.DateTimeFormat
}

let known: Zone | null = null

/**
 * The short name of the zone at a time at which its offset is so many seconds east of Greenwich: `CET`, `EST`, or `+03` for zones
 * that have none.
 */
export function zoneName(time: number, offset: number): string {
    const { file, format } = zone()
    if (file !== null) {
        const type = zoneTypeAt(file, Math.floor(time / 1000), offset)
        if (type.offset === offset) {
            return type.name
        }
    }
    const name = format.formatToParts(time).find(part => part.type === 'timeZoneName')?.value ?? ''
    return name === '' || /^(?:GMT|UTC)[+-]/.test(name) ? numeric(offset) : name
}

/** As the zone database names zones that have no name. */
function numeric(offset: number): string {
    const minutes = Math.trunc(Math.abs(offset) / 60)
    const pad = (value: number) => String(value).padStart(2, '0')
    return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${minutes % 60 === 0 ? '' : pad(minutes % 60)}`
}

/** Reading a file and making a format takes some 100 µs; the zone of a process hardly ever changes. */
function zone(): Zone {
    const setting = process.env.TZ
    if (known === null || known.setting !== setting) {
        const format = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short', hour: 'numeric' })
        // What the platform has understood, for it decides about the offset. Of a TZ that means nothing to it there is no name.
        const name = (format.resolvedOptions() as { timeZone?: string }).timeZone ?? ''
        const file = readZoneFile(name) ?? (setting === undefined ? readZoneFile('/etc/localtime') : null)
        known = { setting, file, format }
    }
    return known
}
