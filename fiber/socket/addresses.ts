/*
    addresses.ts -- Addresses as Node gives them, made uniform.
*/

import type { Address } from './wire.js'

const mapped = '::ffff:'

/** An address of Node, with IPv4-mapped IPv6 turned into IPv4 (spec runtime.md §8.6); null if there is none. */
export function makeAddress(of: {
    readonly address?: string | undefined
    readonly port?: number | undefined
    readonly family?: string | number | undefined
}): Address | null {
    const { address, port = 0, family } = of
    if (address === undefined) {
        return null
    }
    if (address.startsWith(mapped) && address.includes('.')) {
        return Object.freeze({ address: address.slice(mapped.length), port, family: 4 })
    }
    return Object.freeze({ address, port, family: family === 'IPv6' || family === 6 ? 6 : 4 })
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function formatAddress(host: string, port: number): string {
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The address of a peer in messages; `socket` where there is none. */
export function describeAddress(address: Address | null): string {
    if (address === null) {
        return 'socket'
    }
    return address.family === 0 ? address.address : formatAddress(address.address, address.port)
}
