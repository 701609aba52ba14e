/*
    rbtree.ts -- A million random steps on red/black trees, compared with a sorted array: npm run test:rbtree [-- steps [seed]]

    After each step the whole tree is looked at: order, colours, heights, links, identity of the nodes. So that this stays possible, the
    trees have up to some 150 items most of the time; in between they grow to 20,000, and are looked at now and then.
*/

import { type Move, moves, Twins } from '../fiber/collection/rb-model.js'
import { randomOf } from './random.js'

const steps = Number(process.argv[2] ?? 1_000_000)
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31)
const SMALL = 150
const LARGE = 20_000
const KEYS = 1000

const random = randomOf(seed)

/** Mostly insertions while the tree is to grow, mostly removals while it is to shrink, and sometimes something else. */
function choose(isGrowing: boolean): Move {
    const dice = random(100)
    if (dice < 85) {
        return dice < 55 === isGrowing ? 'insert' : 'remove'
    }
    // A walk empties half of the tree.
    return dice < 99 ? moves[2 + random(moves.length - 2)]! : isGrowing ? 'lookup' : 'walk'
}

/** Lets a pair live for some steps. Returns the largest size it had. */
function live(twins: Twins, count: number, largest: number, keys: number, checkEvery: number): number {
    let isGrowing = true
    let top = 0
    for (let step = 0; step < count; step++) {
        const move = choose(isGrowing)
        twins.step(move === 'walk' && isGrowing ? 'prefix' : move, random(keys))
        if (step % checkEvery === 0) {
            twins.check()
        }
        const { size } = twins.tree
        top = Math.max(top, size)
        isGrowing = isGrowing ? size < largest : size === 0
    }
    twins.check()
    return top
}

console.log(`${steps} steps, seed ${seed}`)
const begun = Date.now()
const half = Math.ceil(steps / 2)
for (const duplicates of [false, true]) {
    const top = live(new Twins(duplicates), half, SMALL, duplicates ? KEYS / 20 : KEYS, 1)
    console.log(`${half} steps ${duplicates ? 'with' : 'without'} duplicates, up to ${top} items`)
}
for (const duplicates of [false, true]) {
    const count = Math.ceil(steps / 10)
    const top = live(new Twins(duplicates), count, LARGE, duplicates ? KEYS : LARGE * 100, 1000)
    console.log(
        `${count} steps ${duplicates ? 'with' : 'without'} duplicates, up to ${top} items, looked at every 1000`,
    )
}
console.log(`Tree and model agree, ${((Date.now() - begun) / 1000).toFixed(1)} s`)
