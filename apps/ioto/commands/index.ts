/*
    index.ts -- The table of commands. Each is loaded when it is asked for, and only then.
*/

import type { Entry } from '../subcommand.js'

/** All commands, in the order of `ioto --help`. */
export const commands: readonly Entry[] = [
    { name: 'run', summary: 'run the device agent (what ioto does without a command)', load: () => import('./run.js') },
    {
        name: 'config',
        summary: 'show the configuration that counts, and where it comes from',
        load: () => import('./config.js'),
    },
    { name: 'check', summary: 'find out whether the agent can run here', load: () => import('./check.js') },
    {
        name: 'bundle',
        summary: 'collect what is needed to find a fault, in one file',
        load: () => import('./bundle.js'),
    },
    {
        name: 'fibers',
        summary: 'show what the fibers of a running agent do',
        load: () => import('./fibers.js'),
    },
    { name: 'debug', summary: 'debug a program at a terminal', load: () => import('./debug.js') },
    { name: 'init', summary: 'make a new application', load: () => import('./init.js') },
    { name: 'web', summary: 'run the web server alone', load: () => import('./web.js') },
    {
        name: 'password',
        summary: 'hash the password of a user of the web server',
        load: () => import('./password.js'),
    },
    { name: 'url', summary: 'make HTTP requests', load: () => import('./url.js') },
    { name: 'mqtt', summary: 'publish to an MQTT broker, or subscribe', load: () => import('./mqtt.js') },
    { name: 'db', summary: 'read and change the items of a database', load: () => import('./db.js') },
    { name: 'json', summary: 'convert, query and change JSON and JSON5', load: () => import('./json.js') },
    {
        name: 'completion',
        summary: 'let a shell complete commands and options',
        load: () => import('./completion.js'),
    },
]
