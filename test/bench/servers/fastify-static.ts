/*
    fastify-static.ts -- fastify 5 with its own plugin for static files, which opens and reads them for each request.
*/

import { fastifyStatic } from '@fastify/static'
import { makeFastify, startFastify } from './fastify-app.js'
import { setup } from './protocol.js'

const given = setup()
const app = makeFastify(given)
await app.register(fastifyStatic, { root: given.root })
await startFastify(app)
