/*
    start.ts -- A real nginx, in the foreground, with files of its own in a folder of the test.
*/

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fiber, fromPromise, sleep } from '../../../fiber/index.js'

/** Whether there is one. It is a package of most systems (Debian: nginx-light). */
export function hasNginx(): boolean {
    return spawnSync('nginx', ['-v']).error === undefined
}

/** Runs nginx with some server blocks for some work. `url`: something that answers with status 200 when it is ready. */
export function* withNginx<T>(place: string, servers: string, url: string, work: () => Fiber<T>): Fiber<T> {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        name => `${name}_temp_path ${place}/${name};`,
    )
    const config = [
        `daemon off; pid ${place}/pid; error_log stderr crit;`,
        'events { worker_connections 4096; }',
        `http { access_log off; ${temporary.join(' ')}`,
        servers,
        '}',
    ].join('\n')
    writeFileSync(join(place, 'nginx.conf'), config)
    const nginx = spawn('nginx', ['-p', place, '-c', join(place, 'nginx.conf')], {
        stdio: ['ignore', 'inherit', 'inherit'],
    })
    try {
        yield* ready(url, nginx)
        return yield* work()
    } finally {
        const over = once(nginx, 'exit')
        nginx.kill('SIGTERM')
        yield* fromPromise(over)
    }
}

function* ready(url: string, nginx: ChildProcess): Fiber<void> {
    while (nginx.exitCode === null) {
        const answers = yield* fromPromise(
            fetch(url).then(
                response => response.ok,
                () => false,
            ),
        )
        if (answers) {
            return
        }
        yield* sleep(50)
    }
    throw new Error('nginx has ended')
}
