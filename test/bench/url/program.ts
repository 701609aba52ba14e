/*
    program.ts -- What the process of a client has loaded besides: the modules of a program of ours.

    Memory for bodies lies outside the heap, and when enough of it was used, V8 looks through everything that lives, to find what can be
    freed. With 100 KB a request that is most of the time that a request takes, and it is the heap of the program that counts, not
    the client. So all clients have the same; `node-alone` shows what the difference is.
*/

import '../../../fiber/index.js'
import '../../../services/url/index.js'
