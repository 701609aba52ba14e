/*
    client-node.ts -- bench:url with node:http, in a program of ours.
*/

import './program.js'
import './client-node-alone.js'
