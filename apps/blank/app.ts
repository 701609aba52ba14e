/*
    app.ts -- A beginning: one action. Run it with `ioto run` and this folder.
*/

import type { Agent } from 'ioto-fiber'
import type { Fiber } from 'ioto-fiber/fiber'
import type { Web } from 'ioto-fiber/web'

/** Runs on a fiber when all services are ready. */
export function start(agent: Agent): void {
    agent.web?.addAction('/api/hello', hello)
}

/** Runs before the services are stopped. */
export function stop(): void {}

function* hello(web: Web): Fiber<void> {
    yield* web.json({ hello: web.getVar('name', 'World') })
}
