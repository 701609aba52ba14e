/*
    uploads.ts -- Photos that users upload: kept below the state directory, with an item in the database that says what each is.
*/

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Agent } from 'ioto-fiber'
import { expandPath, type Fiber, openFile, removeFile } from 'ioto-fiber/fiber'
import type { Web } from 'ioto-fiber/web'

/** More photos are not kept: the disk of a device is small. */
const MOST = 100

/** Adds the actions. They are for users; `web.json5` says so too, which refuses an upload before it is read. */
export function addUploadActions({ db, web }: Agent): void {
    if (db === null || web === null) {
        return
    }
    const folder = expandPath('@state/photos')
    mkdirSync(folder, { recursive: true, mode: 0o700 })

    web.addAction(
        '/api/upload',
        function* (web: Web): Fiber<void> {
            const photo = web.uploadList[0]
            if (photo === undefined || photo.size === 0) {
                yield* web.sendError(400, 'Wanted a file with the name photo')
                return
            }
            if (db.find('Photo', null).length >= MOST) {
                yield* web.sendError(507, `There are ${MOST} photos already, wanted one to be removed first`)
                return
            }
            const { clientFilename: filename, contentType: type, size } = photo
            const about = { name: web.getVar('name'), address: web.getVar('address'), username: web.username }
            const item = db.create('Photo', { ...about, filename, size, type: type ?? 'application/octet-stream' })
            try {
                // By a name of ours: whatever the client calls it, it takes no other's place
                yield* photo.moveTo(join(folder, item.data.id as string))
            } catch (error) {
                db.remove('Photo', { id: item.data.id as string })
                throw error
            }
            yield* db.flush()
            yield* web.json(shown(item.data))
        },
        'user',
    )

    web.addAction(
        '/api/user/photos',
        function* (web: Web): Fiber<void> {
            yield* web.json(db.find('Photo', null).map(({ data }) => shown(data)))
        },
        'user',
    )

    web.addAction(
        '/api/user/photo',
        function* (web: Web): Fiber<void> {
            const item = db.get('Photo', { id: web.getQueryVar('id', '') })
            if (item === null) {
                yield* web.sendError(404, 'There is no such photo')
                return
            }
            // What people upload is shown as a download only: it may be a page with a script in it
            web.addHeader(
                'Content-Disposition',
                `attachment; filename*=UTF-8''${encodeURIComponent(String(item.data.filename))}`,
            )
            web.setType('application/octet-stream')
            const file = yield* openFile(join(folder, String(item.data.id)))
            try {
                const { size } = yield* file.stat()
                web.setContentLength(size)
                yield* web.sendFile(file, 0, size)
                yield* web.finalize()
            } finally {
                file.close()
            }
        },
        'user',
    )

    web.addAction(
        '/api/admin/removePhoto',
        function* (web: Web): Fiber<void> {
            const id = String(web.getVar('id', ''))
            const removed = db.get('Photo', { id }) === null ? 0 : db.remove('Photo', { id })
            if (removed > 0) {
                yield* db.flush()
                yield* removeFile(join(folder, id))
            }
            yield* web.json({ removed })
        },
        'admin',
    )
}

/** What pages need of an item. */
function shown({ id, name, address, username, filename, size }: Record<string, unknown>): object {
    return { id, name, address, username, filename, size }
}
