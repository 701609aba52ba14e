/*
    interleave.ts -- Rounds in which the candidates alternate.

    Measuring one candidate after the other gives the machine's mood of that minute to each of them. Here everyone is measured
    once a round, and each round begins with another one, so nobody always runs after the same neighbour.
*/

/**
 * Calls `measure` for each party in each round, one at a time.
 *
 * @param rounds how often each party is measured
 * @param measure gives the figure; a throw ends that party's part, so one failing candidate does not cost the others' figures
 * @param failed told of each party that threw
 * @returns the figures of each party in order of the rounds; a party that threw has those from before
 */
export async function interleave<Party, Figure>(
    rounds: number,
    parties: readonly Party[],
    measure: (party: Party, round: number) => Promise<Figure>,
    failed: (party: Party, error: unknown) => void,
): Promise<Map<Party, Figure[]>> {
    const figures = new Map<Party, Figure[]>(parties.map(party => [party, []]))
    const out = new Set<Party>()
    for (let round = 0; round < rounds; round++) {
        for (let place = 0; place < parties.length; place++) {
            const party = parties[(place + round) % parties.length] as Party
            if (out.has(party)) {
                continue
            }
            try {
                figures.get(party)?.push(await measure(party, round))
            } catch (error) {
                out.add(party)
                failed(party, error)
            }
        }
    }
    return figures
}
