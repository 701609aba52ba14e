import t from 'tap'
import { nearestName } from '../../../services/config/index.js'

const names = ['trm', 'connections', 'role', 'routes', 'trim', 'upload', 'uploads']

t.test('nearestName finds the name that was misspelt', async t => {
    for (const [given, meant] of [
        ['conections', 'connections'],
        ['Connections', 'connections'],
        ['rloe', 'role'],
        ['rol', 'role'],
        ['tm', 'trm'],
        ['route', 'routes'],
        ['uplaods', 'uploads'],
        ['trims', 'trim'],
    ] as const) {
        t.equal(nearestName(given, names), meant, given)
    }
})

t.test('nearestName finds nothing where no name is near', async t => {
    for (const given of ['path', 'x', '', 'something', 'x'.repeat(1000), '__proto__', 'roaming']) {
        t.equal(nearestName(given, names), null, given)
    }
})
