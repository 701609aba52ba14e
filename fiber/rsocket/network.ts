/*
    network.ts -- The network that sockets of the C face use.
*/

import { type Network, nodeNetwork } from '../socket/index.js'

/** @internal The real one, unless a test has put another one in its place. */
export let network: Network = nodeNetwork

/** @internal Replaces it, and returns the former one. For tests. */
export function useNetwork(next: Network): Network {
    const former = network
    network = next
    return former
}
