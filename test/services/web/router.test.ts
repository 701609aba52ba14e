import t from 'tap'
import { readConfig } from '../../../services/web/config/index.js'
import { Router } from '../../../services/web/router.js'

const router = (...matches: string[]) => new Router(readConfig({ routes: matches.map(match => ({ match })) }).web)

t.test('Router.route takes the first route that matches', async t => {
    const routes = router('/exact', '/dir/', '/', '/exact/deep')
    for (const [path, match] of [
        ['/exact', '/exact'],
        ['/exact/', undefined],
        ['/exactly', undefined],
        ['/dir/', '/dir/'],
        ['/dir/a/b', '/dir/'],
        ['/dir', undefined],
        ['/', '/'],
        ['/Exact', undefined],
        ['/exact/deep', '/exact/deep'],
        ['*', undefined],
        ['', undefined],
    ] as const) {
        t.equal(routes.route(path)?.match, match, path)
    }
    t.equal(router('/a', '', '/b').route('/b')?.match, '')
    t.equal(router().route('/'), null)
})

t.test('Router.action takes the first action whose match begins the path', async t => {
    const routes = router('')
    const fn = () => {}
    for (const match of ['/x/showAll', '/x/show', '/x/']) {
        routes.addAction(match, fn, null)
    }
    t.equal(routes.actions.length, 3)
    for (const [path, match] of [
        ['/x/show', '/x/show'],
        ['/x/showAll', '/x/showAll'],
        ['/x/showAlways', '/x/show'],
        ['/x/other', '/x/'],
        ['/x', undefined],
    ] as const) {
        t.equal(routes.action(path)?.match, match, path)
    }
})
