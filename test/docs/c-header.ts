/*
    c-header.ts -- A header with the prototypes of the C tables, so that a compiler can read the C text of the documentation. Nothing
    is linked: it is about names, arguments and types.
*/

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const tables = join('..', 'shared', 'spec', 'api')

/** Why the C text cannot be checked here; false if it can. */
export function withoutTables(): string | false {
    if (!existsSync(tables)) {
        return 'the tables of C functions are not beside the project'
    }
    return spawnSync('cc', ['--version']).status === 0 ? false : 'there is no C compiler'
}

/** What the tables leave to headers: types, the macros that examples use, constants. */
const declarations = `
    #include <stdbool.h>
    #include <stddef.h>
    #include <stdint.h>
    typedef const char cchar; typedef const void cvoid; typedef unsigned char uchar; typedef unsigned int uint;
    typedef ptrdiff_t ssize; typedef int64_t int64; typedef uint64_t uint64;
    typedef int64 Ticks; typedef int64 Time; typedef int64 Offset; typedef int64 REvent; typedef int Socket;
    typedef struct RFiber RFiber; typedef struct RList RList; typedef struct RHash RHash; typedef struct RBuf RBuf;
    typedef struct RSocket RSocket; typedef struct RWait RWait; typedef struct RbTree RbTree; typedef struct RbNode RbNode;
    typedef struct WebHost { Ticks inactivityTimeout; } WebHost; typedef struct Json Json;
    typedef struct WebSocket WebSocket;
    typedef struct Web { RHash *uploads; WebSocket *webSocket; WebHost *host; RBuf *rx; } Web;
    typedef struct WebUpload { char *filename; char *clientFilename; char *contentType; char *name; size_t size; int fd; } WebUpload;
    typedef struct RName { char *name; void *value; } RName;
    typedef struct Db Db; typedef struct DbItem DbItem; typedef struct DbParams { int upsert; } DbParams;
    typedef struct Ioto { WebHost *webHost; Db *db; } Ioto;
    extern Ioto *ioto;
    typedef void (*RFiberProc)(void *data); typedef void (*REventProc)(void *data);
    typedef void (*RWatchProc)(cvoid *data, cvoid *arg); typedef void *(*RThreadProc)(void *arg);
    typedef int (*RSortProc)(cvoid *a, cvoid *b, void *ctx); typedef void (*RSocketProc)(void *arg, RSocket *sock);
    typedef int (*RWalkDirProc)(void *arg, cchar *path, int flags); typedef void (*WebProc)(Web *web);
    typedef void (*WebSocketProc)(WebSocket *ws, int event, cchar *buf, size_t len, void *arg);
    #define TPS 1000
    #define WS_EVENT_OPEN 0
    #define WS_EVENT_MESSAGE 1
    #define WS_EVENT_CLOSE 2
    #define WS_EVENT_ERROR 4
    #define R_TRIM_BOTH 3
    #define R_WALK_FILES 8
    #define R_ERR_CANT_WRITE -30
    #define R_ERR_CANT_OPEN -28
    #define ME_BUFSIZE 4096
    #define ME_MAX_IP 1024
    #define rAllocType(type) ((type*) rAlloc(sizeof(type)))
    #define DB_PROPS(...) dbPropsToJson((cchar*[]) { __VA_ARGS__, NULL })
    #define DB_PARAMS(...) (&(DbParams){ __VA_ARGS__ })
    #define SFMT(buf, ...) sfmtbuf(buf, sizeof(buf), __VA_ARGS__)
    #define ITERATE_ITEMS(list, item, index) index = 0; index < rGetListLength(list) && ((item = rGetItem(list, index)), 1); index++
    #define ITERATE_NAMES(hash, np) np = 0; (np = rGetNextName(hash, np)) != 0;
`

/** A result, a name, parameters with types: not a macro. */
const PROTOTYPE = /^(?!.*RType)[\w*\s]+[\s*]\w+\(/

/** What the macros above call. */
const always = ['rAlloc', 'sfmtbuf', 'rGetListLength', 'rGetItem', 'rGetNextName', 'dbPropsToJson']

/** The header for a text: the declarations, and the prototypes of the functions that it names. */
export function headerFor(text: string): string {
    const names = new Set([...always, ...text.matchAll(/\b\w+(?=\()/g)].map(String))
    const prototypes = ['r', 'web', 'websock', 'json', 'url', 'db', 'ioto'].flatMap(table => {
        const [, ...rows] = readFileSync(join(tables, `${table}.tsv`), 'utf8').split('\n')
        return rows
            .map(row => row.split('\t'))
            .filter(([name = '', , signature = '']) => names.has(name) && PROTOTYPE.test(signature))
            .map(([, , signature]) => `${signature};`)
    })
    return [declarations, ...prototypes, ''].join('\n')
}
