#!/usr/bin/env node
/*
    main.ts -- The command `ioto`.
*/

import { commandLine } from './command-line.js'
import { commands } from './commands/index.js'

process.exitCode = await commandLine(process.argv.slice(2), commands)
