/*
    c-ioto.ts -- The object `ioto`, and small functions about it. Source: spec agent.md §1.1, §16.3.

    What belongs to the cloud is not here yet.
*/

import { hostname } from 'node:os'
import { type Nullable, type Pointer, stringOf } from '../../fiber/compat/index.js'
import type { RSocket } from '../../fiber/c.js'
import { expandPath, type Socket } from '../../fiber/index.js'
import type { Db } from '../db/index.js'
import { expand, get, Json } from '../json/index.js'
import type { Mqtt } from '../mqtt/index.js'
import type { WebHost } from '../web/index.js'
import type { Agent } from './agent.js'
import { currentAgent } from './current-agent.js'

/** Template variables of `ioExpand`, beside those that are set. */
function builtIn(): Record<string, string> {
    const name = hostname()
    const id = ioto?.id ?? null
    return { hostname: name, instance: name, ...(id === null ? {} : { id }) }
}

/** The control object of C code. What the agent has is read from it at each use. */
export class Ioto {
    /** Variables that were set by `ioSetTemplateVar`. */
    readonly #variables: Record<string, string> = {}
    #tree: { readonly of: object; readonly json: Json } | null = null

    /** The agent; null: none runs. */
    get agent(): Agent | null {
        return currentAgent()
    }

    /** The merged configuration. Changes have no effect on services that run: that is what the hook `ioConfig` is for. */
    get config(): Nullable<Json> {
        const { agent } = this
        if (agent === null) {
            return null
        }
        if (this.#tree?.of !== agent.config) {
            this.#tree = { of: agent.config, json: Json.fromObject(agent.config.tree) }
        }
        return this.#tree.json
    }

    /** Template variables. */
    get properties(): Json {
        return Json.fromObject({ ...builtIn(), ...this.#variables })
    }

    /** The database; null: it is not open. */
    get db(): Nullable<Db> {
        return this.agent?.db ?? null
    }

    /** The web server; null: it is switched off. */
    get webHost(): Nullable<WebHost> {
        return this.agent?.web ?? null
    }

    /** The MQTT client; null: there is none. */
    get mqtt(): Nullable<Mqtt> {
        return this.agent?.mqtt ?? null
    }

    /** Its socket; null: there is no connection. */
    get mqttSocket(): Nullable<Socket | RSocket> {
        return this.mqtt?.sock ?? null
    }

    /** The MQTT connection is up. */
    get connected(): boolean {
        return this.mqtt?.connected ?? false
    }

    /** It is up, and nothing has to be synchronised before. */
    get cloudReady(): boolean {
        return this.connected && !(this.agent?.flags.sync ?? false)
    }

    /** ID of the device. */
    get id(): Nullable<string> {
        const { device, provision } = this.agent?.config.settings ?? {}
        return device?.id ?? provision?.id ?? null
    }

    get account(): Nullable<string> {
        const { device, provision } = this.agent?.config.settings ?? {}
        return provision?.accountId ?? device?.account ?? null
    }

    get product(): Nullable<string> {
        return this.agent?.config.settings.device.product ?? null
    }

    get app(): Nullable<string> {
        return this.agent?.config.settings.app ?? null
    }

    get profile(): Nullable<string> {
        return this.agent?.config.settings.profile ?? null
    }

    /** Version of the software of the device. */
    get version(): Nullable<string> {
        return this.agent?.config.settings.version ?? null
    }

    get logDir(): string {
        return this.agent === null ? '.' : expandPath('@log')
    }

    /** All services have started. */
    get ready(): boolean {
        return this.agent?.isReady ?? false
    }

    get registered(): boolean {
        return this.agent?.config.settings.provision.registered ?? false
    }

    get nosave(): boolean {
        return this.agent?.options.nosave ?? false
    }

    get dbService(): boolean {
        return this.agent?.flags.database ?? false
    }

    get webService(): boolean {
        return this.agent?.flags.web ?? false
    }

    get mqttService(): boolean {
        return this.agent?.flags.mqtt ?? false
    }

    get testService(): boolean {
        return this.agent?.flags.test ?? false
    }

    /** @internal */
    setVariable(name: string, value: string): void {
        this.#variables[name] = value
    }
}

/** The control object; null before `ioAlloc` and after `ioFree`. Where an agent runs an application it is there. */
export let ioto: Nullable<Ioto> = new Ioto()

/** Makes the control object. */
export function ioAlloc(): Ioto {
    ioto = new Ioto()
    return ioto
}

/** Drops it. */
export function ioFree(): void {
    ioto = null
}

/** Text of a property of the configuration, such as `web.limits.body`; the default when there is none. */
export function ioGetConfig(key: Pointer<string>, defaultValue: Pointer<string> = null): Nullable<string> {
    const value = get(currentAgent()?.config.tree, stringOf(key) ?? '')
    return value === undefined || value === null || typeof value === 'object' ? stringOf(defaultValue) : String(value)
}

/** Integer of a property of the configuration; the default when there is none. */
export function ioGetConfigInt(key: Pointer<string>, defaultValue = 0): number {
    const text = ioGetConfig(key, null)
    const digits = /^\s*[-+]?\d+/.exec(text ?? '')
    return text === null ? defaultValue : Math.trunc(Number(digits?.[0] ?? 0))
}

/** Replaces `${name}` by template variables: `hostname`, `instance`, `id`, and those that were set. Others stay. */
export function ioExpand(str: Pointer<string>): string {
    const text = stringOf(str) ?? ''
    // An open brace stays, as other text that is no reference.
    return text.lastIndexOf('${') > text.lastIndexOf('}')
        ? text
        : expand(text, ioto?.properties.toObject(), { keep: true })
}

/** Defines a template variable. */
export function ioSetTemplateVar(key: Pointer<string>, value: Pointer<string>): void {
    const name = stringOf(key)
    if (name !== null) {
        ioto?.setVariable(name, stringOf(value) ?? '')
    }
}

/** Mode of files: 0660 in the profile `dev`, else 0600. */
export function ioGetFileMode(): number {
    return (ioto?.profile ?? 'dev') === 'dev' ? 0o660 : 0o600
}
