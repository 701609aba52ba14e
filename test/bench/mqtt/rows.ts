/*
    rows.ts -- What bench:mqtt measures: messages of one kind, in one direction.
*/

/** One kind of load. */
export interface Row {
    readonly id: string
    readonly title: string
    readonly kind: 'publish' | 'deliver'
    readonly qos: 0 | 1
    /** Bytes of a payload. */
    readonly size: number
}

/** Messages of QoS 1 that are not acknowledged, of both candidates. */
export const WINDOW = 100

export const rows: readonly Row[] = [
    { id: 'publish-0-64', title: 'publish, QoS 0, 64 B', kind: 'publish', qos: 0, size: 64 },
    { id: 'publish-0-4k', title: 'publish, QoS 0, 4 KB', kind: 'publish', qos: 0, size: 4096 },
    { id: 'publish-1-64', title: 'publish, QoS 1, 64 B', kind: 'publish', qos: 1, size: 64 },
    { id: 'publish-1-4k', title: 'publish, QoS 1, 4 KB', kind: 'publish', qos: 1, size: 4096 },
    { id: 'deliver-0-64', title: 'deliveries, QoS 0, 64 B', kind: 'deliver', qos: 0, size: 64 },
    { id: 'deliver-0-4k', title: 'deliveries, QoS 0, 4 KB', kind: 'deliver', qos: 0, size: 4096 },
    { id: 'deliver-1-64', title: 'deliveries, QoS 1, 64 B', kind: 'deliver', qos: 1, size: 64 },
    { id: 'deliver-1-4k', title: 'deliveries, QoS 1, 4 KB', kind: 'deliver', qos: 1, size: 4096 },
]

/** Names of the clients, ours first. */
export const CLIENTS: readonly string[] = ['ours', 'mqttjs']

/** What a client is asked for. */
export interface Order {
    readonly port: number
    readonly row: Row
    readonly seconds: number
}

/** What it did. */
export interface Load {
    readonly messages: number
    readonly perSecond: number
    /** Microseconds of processor time for each message. */
    readonly cpu: number
}
